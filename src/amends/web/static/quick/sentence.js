// Puts together what is said to the guest, in their language, and how instants are spoken.
const body = document.body;
export const phrases = JSON.parse(body.dataset.phrases);
const sentences = JSON.parse(body.dataset.sentences);
const own = document.documentElement.lang.startsWith("zh") ? "zh-hans" : "en";

export const fill = (text, values) => text.replace(/%\((\w+)\)[ds]/g, (_, name) => values[name]);
export const clock = (at) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

const spoken = (at, tomorrow) => {
  const there = new Date(at), today = new Date();
  return there.toDateString() === today.toDateString() ? clock(there) : fill(tomorrow, { time: clock(there) });
};
export const inWords = (at) => spoken(at, phrases.tomorrow);

const lowered = (words) => (/^[A-Z][a-z]/.test(words) ? words[0].toLowerCase() + words.slice(1) : words);

const withGift = (sentence, gift, words, language) => {
  const owed = gift.owed ? fill(words.owed, { sentence }) : sentence;
  if (!gift.remedy) return owed;
  return fill(gift.asks ? words.gift_asked : words.gift, { sentence: owed, gift: gift.said[language] });
};

// A guest whose language we know is spoken to in it; everybody else in the language of the page.
export const sentenceFor = ({ deed, guest, name, failure, nextAt, colleague, gift }) => {
  const language = sentences[guest?.language] ? guest.language : own;
  const words = sentences[language];
  const sorry = failure ? fill(words.sorry_for, { what: lowered(failure.said[language]) }) : words.sorry;
  const told = fill(words[deed], { sorry, colleague, time: nextAt ? spoken(nextAt, words.tomorrow) : "" });
  const sentence = gift ? withGift(told, gift, words, language) : told;
  return { language, text: name ? fill(words.name, { name, sentence }) : sentence };
};

// Shows what was picked, as pictures where they are pictures, and says at once when one is too big.
(() => {
  const MOST = 20 * 1024 * 1024;
  for (const input of document.querySelectorAll("input[type=file][data-files]")) {
    const list = document.getElementById(input.dataset.files);
    const warning = document.getElementById(input.getAttribute("aria-describedby"));
    let addresses = [];
    input.addEventListener("change", () => {
      addresses.forEach((address) => URL.revokeObjectURL(address));
      addresses = [];
      list.replaceChildren(...[...input.files].map((file) => {
        const item = document.createElement("li");
        item.textContent = file.name;
        if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) {
          const picture = document.createElement("img");
          picture.src = URL.createObjectURL(file);
          picture.alt = file.name;
          addresses.push(picture.src);
          item.append(picture);
        }
        return item;
      }));
      const big = [...input.files].some((file) => file.size > MOST);
      if (warning) warning.hidden = !big;
      input.setCustomValidity(big && warning ? warning.textContent.trim() : "");
    });
  }
})();

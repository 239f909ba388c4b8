"""A customer on a phone tells us; a colleague answers and resolves; "not yet"; then "solved". In both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Open, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = {
    "en": {
        "told": "The shower in 1208 is cold. I paid for a warm one.",
        "kept": "Kept on this phone, even without a signal",
        "next": "Next", "send": "Send", "have_it": "We have it", "where": "See where it stands",
        "reply": "Mr Hand, you paid for a warm shower and had a cold one. That is our fault.",
        "final": "The boiler is changed and your night is paid back.",
        "not_yet": "Not yet", "not_done": "We are not done yet", "says_not_yet": "says: not yet",
        "solved": "Yes, solved", "thanks": "Thank you for telling us.", "state": "Solved, customer said so",
        "final_tab": "Final response", "right": "Is it put right?",
    },
    "zh": {
        "told": "1208 房的淋浴没有热水，我是付了钱的。",
        "kept": "已存在这部手机上，断网也不会丢",
        "next": "下一步", "send": "发送", "have_it": "收到了", "where": "看进度",
        "reply": "何先生，您付了热水的钱，却洗了冷水澡，是我们的错。",
        "final": "锅炉换好了，今晚的房费退给您。",
        "not_yet": "还没有", "not_done": "好的，我们接着办", "says_not_yet": "说：还没有",
        "solved": "解决了", "thanks": "谢谢您告诉我们。", "state": "顾客说解决了",
        "final_tab": "最终答复", "right": "解决了吗？",
    },
}  # fmt: skip


SENT = 120_000  # milliseconds: a reply waits ten seconds to be undone, then the worker sends it when it gets there


def write_final(page: Page, said: dict[str, str]) -> None:
    page.locator(".composer-tabs label", has_text=said["final_tab"]).click()
    page.fill(".composer textarea", said["final"])
    page.locator(".only-final label", has_text="2").first.click()
    page.locator(".only-final .scale-words label").first.click()
    page.click(".composer .send")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_customer_on_a_phone_is_heard_answered_and_closes_it(open_page: Open, language: str):
    said = WORDS[language]
    phone = open_page(language, PHONE)

    # One question; what is typed survives a reload.
    phone.goto("/")
    phone.fill("#words", said["told"])
    expect(phone.get_by_text(said["kept"])).to_be_visible()
    phone.reload()
    expect(phone.locator("#words")).to_have_value(said["told"])
    phone.get_by_role("button", name=said["next"], exact=True).click()
    phone.fill("#place", "1208")
    phone.get_by_role("button", name=said["next"], exact=True).click()
    phone.fill("#name", "Mr Hand")
    phone.go_back()
    expect(phone.locator("#place")).to_have_value("1208")
    phone.go_forward()
    expect(phone.locator("#name")).to_have_value("Mr Hand")
    phone.get_by_role("button", name=said["send"], exact=True).click()
    expect(phone.get_by_role("heading", name=said["have_it"])).to_be_visible()
    send(phone.get_by_role("link", name=said["where"]))
    expect(phone.get_by_text(said["told"])).to_be_visible()
    track = phone.url
    reference = track.split("/t/")[1].split("/")[0]

    # The owner finds it in the queue and answers.
    desk = open_page(language, DESK)
    sign_in(desk, "admin")
    desk.goto("/queue")
    if language == "zh":  # her own pages are English until she says otherwise
        desk.click(".side-person")
        send(desk.get_by_role("button", name="中文"))
        expect(desk.get_by_role("heading", name="个案")).to_be_visible()
    desk.keyboard.press("j")
    expect(desk.locator("[data-row-link]:focus")).to_be_visible()
    desk.goto("/queue?view=all")
    send(desk.locator("tr", has_text=reference).get_by_role("link"))
    desk.fill(".composer textarea", said["reply"])
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".entry-out", has_text=said["reply"])).to_be_visible(timeout=SENT)
    write_final(desk, said)
    expect(desk.locator(".entry-out", has_text=said["final"])).to_be_visible(timeout=SENT)

    # It is not put right yet.
    phone.goto(track)
    expect(phone.get_by_role("heading", name=said["right"]).first).to_be_visible()
    expect(phone.get_by_text(said["reply"])).to_be_visible()
    phone.get_by_role("button", name=said["not_yet"]).click()
    expect(phone.get_by_role("heading", name=said["not_done"])).to_be_visible()
    desk.reload()
    expect(desk.get_by_text(said["says_not_yet"])).to_be_visible()

    # Now it is.
    write_final(desk, said)
    expect(desk.locator(".entry-out", has_text=said["final"])).to_have_count(2, timeout=SENT)
    phone.goto(track)
    phone.get_by_role("button", name=said["solved"]).click()
    expect(phone.get_by_text(said["thanks"])).to_be_visible()
    desk.reload()
    expect(desk.locator(".case-top .flag", has_text=said["state"])).to_be_visible()


def test_it_works_without_a_script(open_page: Open):
    phone = open_page("en", PHONE, java_script_enabled=False)

    phone.goto("/")
    phone.fill("#words", "No scripts here, and the soup was cold.")
    phone.fill("#phone", "12")
    phone.locator("form.tell").get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("This is not a telephone number.")).to_be_visible()
    expect(phone.locator("#words")).to_have_value("No scripts here, and the soup was cold.")
    phone.fill("#phone", "138 0013 8000")
    phone.locator("form.tell").get_by_role("button", name="Send", exact=True).click()

    expect(phone.get_by_role("heading", name="We have it")).to_be_visible()


def test_a_lost_network_loses_no_words(open_page: Open):
    phone = open_page("en", PHONE)
    phone.goto("/")
    phone.fill("#words", "In the lift, no signal, and it stopped.")
    phone.context.set_offline(True)

    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("Your words are safe")).to_be_visible()
    expect(phone.locator("#words")).to_have_value("In the lift, no signal, and it stopped.")
    phone.context.set_offline(False)

    expect(phone.get_by_role("heading", name="We have it")).to_be_visible()

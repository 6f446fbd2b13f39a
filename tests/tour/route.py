# SPDX-License-Identifier: GPL-3.0-or-later
"""The way through the wallet: from the first start to a confirmed payment and back after a restart."""

import os
import re
from decimal import Decimal

from codes import foreign_address, read_qr
from drive import BUTTONS, wait
from guide import ENTRIES, NARROW, WIDE

PASSWORD = "correct horse battery staple"
WRONG_PASSWORD = "correct horse battery stable"
WEAK_PASSWORD = "password1"
SENT = "0.0123"
ASKED = "0.015"
LABEL = "Tea 绿茶 42"
CONTACT = "Li Wei 李伟"
NOTE = "Invoice 7"
PREFIX = "prac"
TOKEN = "0x1111111111111111111111111111111111111111"  # USDT of the practice network
TOKEN_PAYEE = "0x8ba1f109551bD432803012645Ac136ddd64DBA72"
PAGES = ("Overview", "Send", "Receive", "Activity", "Contacts", "Accounts")
LANGUAGES = {"en": (1, "English"), "zh_CN": (2, "简体中文")}


def plain_amount(text):
    """The number in "+0.0123 BTC" or "0.012 30 BTC" as Decimal; None without one."""
    found = re.search(r"[\d][\d.,\s\u2009\u202f\u00a0]*", text or "")
    if found is None:
        return None
    return Decimal(re.sub(r"[^\d.]", "", found.group(0)).rstrip("."))


class Route:
    """All steps, in order."""

    def __init__(self, guide):
        self.guide = guide
        self.t = guide.t
        self.words = []
        self.balance = None
        self.payee = foreign_address(PREFIX, f"tour {guide.language}")
        guide.own_texts |= {LABEL, CONTACT, NOTE, self.payee, TOKEN_PAYEE, TOKEN, "Tether USD", "USD Coin", "Ether", "Ethereum"}

    @property
    def app(self):
        return self.guide.app

    def walk(self):
        do = self.guide.do
        do("first start", self.first_start)
        do("choose the language", self.choose_language)
        do("make a practice wallet", self.make_words)
        do("answer the quiz wrongly", self.quiz_wrong)
        do("answer the quiz", self.quiz)
        do("choose a weak password", self.weak_password)
        do("choose a good password", self.good_password)
        do("look at the empty overview", self.empty_overview)
        do("read the address to receive at", self.receive)
        do("ask for an amount", self.ask_amount)
        do("save the QR code as a picture", self.save_picture)
        do("get practice coins", self.get_coins)
        do("see them arrive", self.see_arrival)
        do("mine a block", self.mine)
        do("type a wrong address", self.wrong_address)
        do("type an address of another network", self.foreign_network)
        do("fill in the payment", self.fill_payment)
        do("compare the review", self.review)
        do("send", self.send)
        do("mine the payment", self.mine_payment)
        do("get practice dollars and ether", self.get_tokens)
        do("pay in another asset", self.pay_token)
        do("see it confirmed", self.token_confirmed)
        do("look at the activity", self.activity)
        do("open the details and label them", self.details)
        do("search for the label", self.search)
        do("add a contact", self.contact)
        do("look at the accounts", self.accounts)
        do("export the public keys", self.descriptor)
        do("look at the preferences", self.preferences)
        do("read the notifications", self.notifications)
        do("lock", self.lock)
        do("unlock with a wrong password", self.unlock_wrong)
        do("unlock", self.unlock)
        do("close the window", self.close)
        do("start again", self.start_again)
        do("unlock and find everything as before", self.as_before)
        do("look at every page in a narrow window", self.narrow)
        do("close the narrow window", self.close)
        do("look at every page in the dark", self.dark)
        do("close the dark window", self.close)
        do("names for screen readers", self.guide.check_names)
        do("translation", self.guide.check_translated)
        do("messages of the program", self.guide.check_log)

    # Helpers ------------------------------------------------------------------------------------

    def label(self, text, seconds=20):
        return self.app.one(("label", "static", "heading"), self.t(text), seconds)

    def label_like(self, pattern, seconds=20):
        """The text of the first label that @pattern (of Catalogue) fits."""
        return wait(lambda: next((x for x in self.app.labels() if pattern.match(x)), None), seconds, f"label {pattern.pattern!r}")

    def act(self, name, *parameters):
        self.app.action(self.guide.app_id, name, *parameters)

    def title(self):
        """The title of the page, in the header bar."""
        titles = [item for item in self.app.all("filler", "AdwWindowTitle")]
        return [x.get_name() for t in titles for x in self.app.all("label", start=t)]

    def go(self, page):
        """Clicks at an entry of the sidebar; in a narrow window by its action."""
        title = self.t(page)
        rows = self.app.all("list item", title)
        if rows and self.app.size == WIDE:
            self.app.click(rows[0])
        else:
            self.act("go", f"<'{page.lower()}'>")
        wait(lambda: title in self.title(), 15, f"page {title!r}")

    def toast(self, text, seconds=20):
        wait(lambda: any(self.app.all("label", self.t(text), start=x) for x in self.app.all(None, "AdwToastWidget")), seconds,
             f"toast {self.t(text)!r}")

    def fact(self, name, seconds=20):
        """The value beside @name in a list of facts."""
        def find():
            for row in self.app.all("list item", self.t(name)):
                texts = [self.app.text_of(x) for x in self.app.all("label", start=row)]
                if len(texts) > 1:
                    return max((x for x in texts if x != self.t(name)), key=len)
            return None

        return wait(find, seconds, f"fact {self.t(name)!r}")

    def total_in_coins(self):
        """What the account rows of the overview say together."""
        rows = [r for r in self.app.all("list item", re.compile("^Bitcoin · "))]
        amounts = []
        for row in rows:
            texts = [x.get_name() for x in self.app.all("label", start=row)]
            amounts += [plain_amount(x) for x in texts if re.match(r"^[\d.,\s\u00a0\u2009\u202f]+BTC$", x or "")]
        return sum(amounts) if amounts else None

    # First start --------------------------------------------------------------------------------

    def first_start(self):
        self.guide.start()
        self.app.one("label", "Welcome to IM Wallet", 40)
        assert self.app.all("label", "Practice network – this money is not real"), "nothing says that this is practice"
        return "the welcome page, marked as practice"

    def choose_language(self):
        index, name = LANGUAGES[self.guide.language]
        combo = self.app.one("combo box", "Language")
        self.app.focus()
        self.app.act(self.app.all(BUTTONS, start=combo)[0])
        wait(lambda: len(self.app.all(("list item", "label"), name)) > 0, 5, "the list of languages")
        self.app.keys(*["Down"] * index, "Return")
        self.label("Welcome to IM Wallet")
        wait(lambda: any(self.app.all("label", name, start=c) for c in self.app.all("combo box", self.t("Language"))), 10, f"{name} chosen")
        self.guide.picture("welcome")
        return f"the welcome page in {name}"

    def make_words(self):
        self.app.press(self.t("Make a practice wallet"))
        self.label("Write these words down")
        self.app.one(None, self.t("Recovery words, not read aloud"))
        wait(lambda: self.app.sensitive(BUTTONS, self.t("I have written them down")), 20, "the words")
        self.guide.picture("words")
        pattern = re.compile(r"^1 \S+, 2 \S+, 3 ")
        assert not self.app.all(None, pattern), "the words are in the accessibility tree before they are asked for"
        self.app.press(self.t("Read aloud"))
        spoken = self.app.one(None, pattern).get_name()
        self.words = [part.split(" ", 1)[1] for part in spoken.split(", ")]
        assert len(self.words) == 12, f"{len(self.words)} words"
        self.guide.own_texts.add(spoken)
        self.app.press(self.t("I have written them down"))
        self.label("Check your backup")
        return "12 words, spoken only after “Read aloud”"

    def answers(self):
        number = self.t.pattern("Word %u")
        for entry in self.app.all(ENTRIES):
            found = number.match(self.app.plain(entry.get_name()))
            if found:
                yield int(found.group(1)), entry.get_editable_text_iface()

    def quiz_wrong(self):
        asked = dict(self.answers())
        assert len(asked) == 3, f"{len(asked)} questions"
        for place, entry in asked.items():
            entry.set_text_contents(self.words[place % 12])
        self.app.press(self.t("Continue"))
        self.label("A word does not match. Look at your paper, or see the words again.")
        self.guide.picture("quiz-wrong")
        return "asked for the words " + ", ".join(map(str, asked)) + ", noticed that they are wrong"

    def quiz(self):
        for place, entry in self.answers():
            entry.set_text_contents(self.words[place - 1])
        self.app.press(self.t("Continue"))
        self.label("Choose a password")
        return "passed"

    def weak_password(self):
        self.app.type(self.t("Password"), WEAK_PASSWORD)
        self.app.type(self.t("Password again"), WEAK_PASSWORD)
        self.label("Choose a stronger password.")
        assert not self.app.sensitive(BUTTONS, self.t("Make the wallet")), "a weak password is taken"
        self.guide.picture("password-weak")
        return "refused"

    def good_password(self):
        self.app.type(self.t("Password"), PASSWORD)
        self.app.type(self.t("Password again"), PASSWORD)
        self.label("In the keyring of your desktop, sealed with the password")
        wait(lambda: self.app.sensitive(BUTTONS, self.t("Make the wallet")), 10, "the button")
        self.guide.picture("password")
        self.app.press(self.t("Make the wallet"))
        self.label("Total", 60)
        return "a wallet, its keys in the keyring"

    def empty_overview(self):
        self.label("Nothing has happened yet. Receive something to begin.")
        wait(lambda: self.total_in_coins() == 0, 20, "a balance of 0")
        self.guide.picture("overview-empty")
        return "0 BTC in two accounts"

    # Receive ------------------------------------------------------------------------------------

    def receive(self):
        self.go("Receive")
        shown = self.app.one("label", re.compile(f"^{PREFIX}1[02-9ac-hj-np-z]+$"))
        self.address = shown.get_name()
        groups = self.app.text_of(shown).split()
        assert "".join(groups) == self.address, "the groups are not the address"
        assert all(len(g) == 4 for g in groups[:-1]), "not in groups of four"
        self.label("Waiting for a payment. This line changes as soon as it is seen.")
        path = self.guide.picture("receive")
        said = read_qr(path)
        if said is not None:
            assert self.address in said, f"the QR code says {said!r}"
        return f"{self.address} in {len(groups)} groups" + (", the same in the QR code" if said else ", QR code not read")

    def ask_amount(self):
        self.app.type(self.t("Amount in %s") % "BTC", ASKED)
        self.app.type(self.t("Note for the payer"), NOTE)
        path = self.guide.picture("receive-amount")
        said = read_qr(path)
        if said is None:
            return "amount and note typed; QR code not read"
        assert self.address in said and f"amount={ASKED}" in said and "Invoice%207" in said, f"the QR code says {said!r}"
        return said

    def save_picture(self):
        target = os.path.join(self.guide.folder, "payment.png")
        self.app.press(self.t("Save picture"), ("push button", "button"))
        dialog = self.app.one(("filler", "dialog", "frame", "window"), self.t("Save picture"))
        entry = wait(lambda: next((x for x in self.app.all("text", start=dialog) if x.get_editable_text_iface()), None), 10, "the file name")
        entry.get_editable_text_iface().set_text_contents(target)
        self.app.act(next(x for x in self.app.all(BUTTONS, self.t("Save"), start=dialog)))
        wait(lambda: os.path.exists(target) and os.path.getsize(target) > 0, 10, "the picture")
        self.toast("Picture saved")
        said = read_qr(target)
        if said is None:
            return "a picture; SKIPPED: no reader for it"
        assert said.startswith("bitcoin:") or self.address in said, f"the picture says {said!r}"
        return f"the picture says {said}"

    def get_coins(self):
        self.go("Overview")
        self.app.press(self.t("Get practice coins"))
        self.toast("Practice coins are on their way")
        return "asked for them"

    def see_arrival(self):
        wait(lambda: self.total_in_coins() == Decimal("0.05"), 30, "0.05 BTC")
        self.guide.picture("overview-pending")
        pending = [x for x in self.app.labels() if self.t.pattern("%s not confirmed yet").match(x)]
        self.go("Receive")
        said = self.label_like(self.t.pattern("Received %s · %s"), 20)
        self.guide.picture("receive-arrived")
        return f"{said}; {pending[0] if pending else 'in a block already'}"

    def mine(self):
        self.go("Overview")
        self.act("practice-mine")
        self.toast("A block was made")
        pattern = self.t.plural_pattern("%u of %u confirmation", "%u of %u confirmations", 6)
        found = wait(lambda: next((x for x in self.app.labels() if pattern.match(x.split(" · ")[0])), None), 30, "a confirmation")
        wait(lambda: not any(self.t.pattern("%s not confirmed yet").match(x) for x in self.app.labels()), 20, "the confirmed balance")
        # the rows are made anew after each sync: there may be none at this very moment
        self.balance = wait(self.total_in_coins, 20, "the balance")
        self.guide.picture("overview")
        return f"{found}; {self.balance} BTC"

    # Send ---------------------------------------------------------------------------------------

    def recognised(self, text):
        """What the form says right after @text has been typed as recipient."""
        form = self.app.one("filler", "ImwSendPage")

        def labels():
            return [x.get_name() or "" for x in self.app.all("label", start=form)]

        before = set(labels())
        self.app.type(self.t("Address or payment link"), text)
        return wait(lambda: next((x for x in labels() if x and x not in before), None), 10, "an answer to the address")

    def wrong_address(self):
        self.go("Send")
        broken = self.payee[:-1] + ("q" if self.payee[-1] != "q" else "p")
        said = self.recognised(broken)
        assert not self.app.sensitive(BUTTONS, self.t("Review")), "a wrong address can be reviewed"
        self.guide.picture("send-wrong-address")
        return said

    def foreign_network(self):
        self.app.type(self.t("Address or payment link"), "")
        said = self.recognised(foreign_address("bc", "tour"))
        assert not self.app.sensitive(BUTTONS, self.t("Review")), "an address of another network can be reviewed"
        return said

    def fill_payment(self):
        self.app.type(self.t("Address or payment link"), "")
        said = self.recognised(self.payee)
        assert self.t("SegWit address") in said, f"it says {said!r}"
        self.app.type(self.t("Amount in %s") % "BTC", SENT)
        fast = wait(lambda: next((x for x in self.app.all(("radio button", "check box"), self.t("Fast"))), None), 20, "the choice of fees")
        self.app.choose(fast)
        self.app.type(self.t("Label for yourself"), LABEL)
        pattern = self.t.pattern("%s ≈ %s, of it fee %s")
        leaves = self.label_like(pattern)
        wait(lambda: self.app.sensitive(BUTTONS, self.t("Review")), 20, "the button")
        self.leaves = plain_amount(pattern.match(leaves).group(1))
        self.fee = plain_amount(pattern.match(leaves).group(3))
        assert self.leaves == Decimal(SENT) + self.fee, f"{leaves!r} does not add up"
        self.guide.picture("send")
        self.app.scroll(20)
        self.guide.picture("send-below")
        return f"{said}; {leaves}"

    def review(self):
        self.app.press(self.t("Review"))
        self.label("Check before you send", 30)
        shown = wait(lambda: next((x for x in self.app.all("label", self.payee)), None), 20, "the address")
        groups = self.app.text_of(shown).split()
        wanted = [self.payee[i:i + 4] for i in range(0, len(self.payee), 4)]
        assert groups == wanted, f"{groups} is not what was typed"
        assert self.app.all("label", self.t("First payment to this address")), "it does not say that the address is new"
        gets = plain_amount(self.fact("Recipients get").split("\n")[0])
        fee = plain_amount(self.fact("Network fee").split("\n")[0])
        leaves = plain_amount(self.fact("Leaves your wallet").split("\n")[0])
        rest = plain_amount(self.fact("Remains in the account").split("\n")[0])
        assert gets == Decimal(SENT), f"recipients get {gets}"
        assert leaves == gets + fee == self.leaves, f"{gets} + {fee} is not {leaves}, or not the {self.leaves} of the form"
        assert rest == self.balance - leaves, f"{self.balance} - {leaves} is not {rest}"
        self.guide.picture("review")
        return f"{len(groups)} groups as typed; {gets} + {fee} = {leaves}, {rest} remains"

    def send(self):
        self.app.press(self.t.pattern("Send %s"), ("push button", "button"))
        self.label("Sent, not confirmed yet", 30)
        txid = re.search(r"[0-9a-f]{64}", self.fact("Transaction")).group(0)
        self.txid = txid
        self.guide.picture("result")
        return f"sent as {txid[:16]}…"

    def mine_payment(self):
        self.act("practice-mine")
        wait(lambda: self.app.all("label", self.t("Confirmed")), 30, "the payment confirmed")
        self.guide.picture("result-confirmed")
        self.go("Overview")
        rest = self.balance - self.leaves
        wait(lambda: self.total_in_coins() == rest, 20, f"{rest} BTC")
        self.balance = rest
        self.guide.picture("overview-after")
        return f"confirmed; {rest} BTC remain"

    # Another asset --------------------------------------------------------------------------------

    def get_tokens(self):
        self.go("Overview")
        for asset in (f"ethereum/{TOKEN}", "ethereum"):
            self.act("practice-fund-asset", f"<'{asset}'>")
            self.toast("Practice coins are on their way")
        self.act("practice-mine")
        row = wait(lambda: next((x for x in self.app.labels() if plain_amount(x) == 100 and x.endswith("USDT")), None), 60, "100 USDT")
        wait(lambda: next((x for x in self.app.labels() if plain_amount(x) == 1 and x.endswith("ETH")), None), 60, "1 ETH")
        wait(lambda: not self.app.all(None, "AdwToastWidget"), 40, "three messages to go")
        self.guide.picture("overview-assets")
        return f"{row} and 1 ETH beside the bitcoins"

    def pay_token(self):
        self.go("Send")
        self.app.type(self.t("Address or payment link"), TOKEN_PAYEE)
        combo = self.app.one("combo box", self.t("From account"))
        self.app.focus()
        self.app.act(self.app.all(BUTTONS, start=combo)[0])
        wait(lambda: self.app.all(("list item", "label"), re.compile("USDT")), 10, "USDT in the list")
        self.app.keys("Down", "Return")
        wait(lambda: self.app.all(ENTRIES, self.t("Amount in %s") % "USDT"), 10, "an amount in USDT")
        self.app.type(self.t("Amount in %s") % "USDT", "25")
        wait(lambda: self.app.sensitive(BUTTONS, self.t("Review")), 40, "the button")
        self.guide.picture("send-token")
        self.app.press(self.t("Review"))
        self.label("Check before you send", 60)
        shown = wait(lambda: next((x for x in self.app.all("label", TOKEN_PAYEE)), None), 30, "the address")
        assert "".join(self.app.text_of(shown).split()) == TOKEN_PAYEE, "the groups are not the address"
        self.label("Network fee at most")
        self.guide.picture("review-token")
        self.app.press(self.t.pattern("Send %s"), ("push button", "button"))
        self.label("Sent, not confirmed yet", 40)
        self.guide.picture("result-token")
        return "25 USDT, the fee in ether, told as a bound"

    def token_confirmed(self):
        self.act("practice-mine")
        wait(lambda: self.app.all("label", self.t("Confirmed")), 40, "the payment confirmed")
        self.go("Overview")
        wait(lambda: any(plain_amount(x) == 75 and x.endswith("USDT") for x in self.app.labels()), 40, "75 USDT")
        assert self.total_in_coins() == self.balance, "the bitcoins are not what they were"
        self.guide.picture("overview-token")
        return "75 USDT remain, the bitcoins are untouched"

    # Afterwards ---------------------------------------------------------------------------------

    def rows(self):
        """The transactions in the history: their spoken names."""
        starts = (self.t("Received"), self.t("Sent"), LABEL)
        return [x for x in self.app.all(None) if (x.get_name() or "").split(",")[0].strip() in starts and ", " in x.get_name()]

    def activity(self):
        self.go("Activity")
        rows = wait(lambda: self.rows() if len(self.rows()) >= 2 else None, 20, "two transactions")
        names = [x.get_name() for x in rows]
        assert any("0.05" in n for n in names), f"the arrival is not in {names}"
        self.guide.picture("activity")
        return "; ".join(names)

    def details(self):
        row = next(x for x in self.rows() if x.get_name().startswith(LABEL))
        self.app.click(row)
        entry = self.app.one(ENTRIES, self.t("Label for yourself"))
        found = self.fact("Transaction")
        assert self.txid in found, "these are the details of something else"
        assert self.app.text_of(entry) == LABEL, f"the label is {self.app.text_of(entry)!r}"
        self.guide.picture("details")
        self.app.click(entry)
        self.app.focus()
        self.app.keys("End", "exclam", "Return")
        self.toast("Label saved")
        self.guide.own_texts.add(LABEL + "!")
        self.app.scroll(20)
        self.guide.picture("details-below")
        return f"the label {LABEL!r} of the payment, changed"

    def search(self):
        self.act("back")
        self.app.type(self.t("Search the history"), "绿茶")
        wait(lambda: len(self.rows_any()) == 1, 20, "one transaction")
        name = self.rows_any()[0].get_name()
        assert name.startswith(LABEL + "!"), f"found {name!r}"
        self.guide.picture("search")
        self.app.type(self.t("Search the history"), "no such thing")
        self.label("Nothing found")
        self.guide.picture("search-nothing")
        self.app.type(self.t("Search the history"), "")
        wait(lambda: len(self.rows_any()) >= 2, 20, "all transactions")
        return f"found {name!r}"

    def rows_any(self):
        return [x for x in self.app.all(None) if re.search(r", [+−-][\d.]+\s*BTC, ", (x.get_name() or "").replace("\u00a0", " "))]

    def contact(self):
        self.go("Contacts")
        self.label("No contacts yet")
        self.guide.picture("contacts-empty")
        self.app.press(self.t("Add contact"), ("push button", "button"))
        self.app.type(self.t("Name"), CONTACT)
        self.app.type(self.t("Add an address"), self.payee)
        self.app.press(self.t("Add"))
        self.guide.picture("contact")
        self.app.press(self.t("Save"))
        self.toast("Contact saved")
        wait(lambda: CONTACT in [x for x in self.app.labels()], 20, "the contact in the list")
        self.guide.picture("contacts")
        return CONTACT

    def accounts(self):
        self.go("Accounts")
        pattern = re.compile("^Bitcoin · ")

        def rows():
            """Of this page alone: the overview that is being left has such rows too, elsewhere."""
            return [x for page in self.app.all("filler", "ImwAccountsPage") for x in self.app.all("list item", pattern, start=page)]

        names = wait(lambda: [self.app.plain(x.get_name()) for x in rows()], 20, "the accounts")
        self.guide.picture("accounts")
        self.app.click(wait(rows, 20, "the accounts")[0])
        self.label("Watch this account elsewhere")
        self.guide.picture("account")
        return "; ".join(names)

    def descriptor(self):
        self.press_row("Addresses")
        wait(lambda: any(self.address in (x.get_name() or "").replace(" ", "") for x in self.app.all()), 20, "the addresses")
        self.guide.picture("addresses")
        self.act("back")
        self.press_row("Watch this account elsewhere")
        self.guide.picture("descriptor-hidden")
        assert not self.app.all("label", re.compile(r"^wpkh\(")), "the public keys are shown without asking"
        self.app.press(self.t("Show the public keys"))
        text = self.fact("Output descriptor")
        assert re.match(r"^wpkh\(\[[0-9a-f]{8}/84['h]/\d+['h]/0['h]\][a-zA-Z0-9]+/.*\)#[a-z0-9]{8}$", text), f"it says {text!r}"
        self.guide.picture("descriptor")
        return text[:40] + "…"

    def press_row(self, name):
        """Presses a row's own button, or the row where it has none."""
        buttons = self.app.all(BUTTONS, self.t(name))
        if buttons:
            self.app.act(buttons[0])
        else:
            self.app.click(wait(lambda: self.app.all("list item", self.t(name)), 20, self.t(name))[0])

    def preferences(self):
        self.act("preferences")
        window = self.app.one(("filler", "frame", "dialog", "window"), self.t("Preferences"))
        self.guide.picture("preferences")
        seen = []
        for page in ("Wallet", "Network"):
            tabs = [x for x in self.app.all(None, self.t(page), start=window) if x.get_action_iface() and x.get_role_name() != "label"]
            self.app.act(tabs[0])
            seen.append(self.t(page))
            self.guide.picture("preferences-" + page.lower())
        self.app.focus(next(w[0] for w in self.app.windows() if w[0] != self.app.main_window()[0]))
        self.app.keys("Escape")
        self.app.gone(("filler", "frame", "dialog", "window"), self.t("Preferences"))
        self.app.focus()
        return "pages " + ", ".join([self.t("General")] + seen)

    def notifications(self):
        wanted = [self.t("Payment received"), self.t("Payment confirmed")]
        wait(lambda: all(any(w in line for line in self.guide.notifications()) for w in wanted), 10, f"{wanted}")
        return "; ".join(self.guide.notifications())

    def lock(self):
        self.app.press(self.t("Lock wallet"))
        self.app.one(BUTTONS, self.t("Unlock"))
        assert self.total_in_coins() is None, "a locked wallet shows a balance"
        self.guide.picture("locked")
        return "asks for the password"

    def unlock_wrong(self):
        self.app.type(self.t("Password"), WRONG_PASSWORD)
        self.app.press(self.t("Unlock"))
        said = self.label("The password is wrong. Check capital letters and the keyboard layout.", 30).get_name()
        self.guide.picture("unlock-wrong")
        return said

    def unlock(self):
        self.app.type(self.t("Password"), PASSWORD)
        self.app.press(self.t("Unlock"), seconds=60)
        self.app.one(BUTTONS, self.t("Lock wallet"), 30)
        self.go("Overview")
        wait(lambda: self.total_in_coins() == self.balance, 20, f"{self.balance} BTC")
        return f"{self.balance} BTC again"

    def close(self):
        return f"ended with 0, and {self.guide.stop()} processes with it"

    # Again --------------------------------------------------------------------------------------

    def start_again(self):
        self.guide.start()
        self.app.one(BUTTONS, self.t("Unlock"), 40)
        assert not self.app.all("label", self.t("Welcome to IM Wallet")), "it looks like a first start"
        self.guide.picture("start-again")
        return "the lock screen, in the language that was chosen"

    def open_again(self):
        """With the keyboard alone: the password has the focus."""
        self.app.type_keys(PASSWORD)
        self.app.keys("Return")
        self.label("Total", 60)
        wait(lambda: self.total_in_coins() == self.balance, 30, f"{self.balance} BTC")

    def as_before(self):
        self.open_again()
        self.go("Activity")
        wait(lambda: any(x.get_name().startswith(LABEL + "!") for x in self.rows_any()), 20, "the label")
        self.go("Contacts")
        wait(lambda: CONTACT in self.app.labels(), 20, "the contact")
        return f"{self.balance} BTC, the label, the contact"

    def tour_of_pages(self):
        for page in PAGES:
            self.go(page)
            self.guide.picture(page.lower())
            if page == "Send":
                self.recognised(self.payee)
                self.app.type(self.t("Amount in %s") % "BTC", SENT)
                wait(lambda: self.app.sensitive(BUTTONS, self.t("Review")), 30, "the button")
                self.guide.picture("send-filled")
                self.app.press(self.t("Review"))
                self.label("Check before you send", 30)
                self.label_like(self.t.plural_pattern("You paid this %u time", "You paid this %u times", 1))
                self.guide.picture("review")
                self.act("back")
        self.go("Activity")
        self.app.click(self.rows_any()[0])
        self.app.one(ENTRIES, self.t("Label for yourself"))
        self.guide.picture("details")

    def narrow(self):
        self.go("Overview")
        self.guide.suffix = "-narrow"
        self.app.resize(NARROW)
        self.act("go", "<'overview'>")
        self.tour_of_pages()
        self.act("back")
        self.act("back")
        self.guide.picture("sidebar")
        self.act("preferences")
        self.app.one(("filler", "frame", "dialog", "window"), self.t("Preferences"))
        self.guide.picture("preferences")
        return f"{len(PAGES)} pages at {NARROW[0]} x {NARROW[1]}"

    def dark(self):
        self.guide.suffix = "-dark"
        self.guide.start(dark=True)
        self.app.one(BUTTONS, self.t("Unlock"), 40)
        self.guide.picture("locked")
        self.open_again()
        self.tour_of_pages()
        self.act("preferences")
        self.app.one(("filler", "frame", "dialog", "window"), self.t("Preferences"))
        self.guide.picture("preferences")
        return f"{len(PAGES)} pages"

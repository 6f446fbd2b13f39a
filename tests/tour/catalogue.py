# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's texts in one language, taken from the built catalogue, and a nose for English ones."""

import gettext
import os
import re

CJK = re.compile("[\u3400-\u9fff]")
DIRECTIVE = re.compile(r"%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?(?:l{0,2})[sdiuxfc%]")
ADDRESS = re.compile(r"^prac ?1[02-9ac-hj-np-z ]+$")
SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}\b")


def read_msgids(path):
    """Every msgid of a .po file, plural forms included."""
    found, parts, collecting = set(), [], False
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            start = re.match(r'(msgid|msgid_plural|msgctxt|msgstr(?:\[\d+\])?) "(.*)"$', line)
            more = re.match(r'"(.*)"$', line)
            if start:
                if collecting:
                    found.add("".join(parts))
                collecting = start.group(1) in ("msgid", "msgid_plural")
                parts = [start.group(2)]
            elif more and collecting:
                parts.append(more.group(1))
            elif collecting:
                found.add("".join(parts))
                collecting = False
    return {text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\") for text in found if text}


class Catalogue:
    """Gives the translation of what stands in the source."""

    def __init__(self, build, language):
        self.language = language
        self.translations = gettext.NullTranslations()
        self.msgids = set()
        if language != "en":
            path = os.path.join(build, "po", language, "LC_MESSAGES", "imwallet.mo")
            with open(path, "rb") as compiled:
                self.translations = gettext.GNUTranslations(compiled)
            source = os.path.join(os.path.dirname(__file__), "..", "..", "po", language + ".po")
            self.msgids = read_msgids(source)
        self.templates = [
            re.compile(self.fill(text, "(?:.+?)") + "$", re.S)
            for text in self.msgids
            if DIRECTIVE.search(text) and len(re.sub(r"[^A-Za-z]", "", DIRECTIVE.sub("", text))) >= 4
        ]

    def __call__(self, text, context=None):
        if context is not None:
            return self.translations.pgettext(context, text)
        return self.translations.gettext(text)

    def plural(self, one, many, number):
        return self.translations.ngettext(one, many, number)

    @staticmethod
    def fill(text, replacement):
        """A regular expression with @replacement where @text has a directive."""
        pieces = DIRECTIVE.split(text)
        between = ["%" if d == "%%" else None for d in DIRECTIVE.findall(text)]
        pattern = re.escape(pieces[0])
        for literal, piece in zip(between, pieces[1:]):
            pattern += (re.escape(literal) if literal else replacement) + re.escape(piece)
        return pattern

    def pattern(self, text, context=None):
        """A compiled expression for the translation of @text, one group for each directive."""
        return re.compile("^" + self.fill(self(text, context), "(.+?)") + "$", re.S)

    def plural_pattern(self, one, many, number):
        return re.compile("^" + self.fill(self.plural(one, many, number), "(.+?)") + "$", re.S)

    def leak(self, text, own_texts=()):
        """Why @text looks untranslated; None when it does not."""
        if self.language == "en" or not text or text in own_texts or ADDRESS.match(text):
            return None
        for piece in [text] + re.split(r" · |\n", text):
            if piece in self.msgids and not CJK.search(piece):
                if self(piece) != piece or SENTENCE.search(piece):
                    return piece
            if not CJK.search(piece) and any(template.match(piece) for template in self.templates):
                return piece
            if not CJK.search(piece) and SENTENCE.search(piece) and not any(own in piece for own in own_texts):
                return piece
        return None

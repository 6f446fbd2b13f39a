#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Collects the strings of all sources and merges them into the translations.
# usage: po/update.sh, in the top folder
set -eu
{
  echo '# Sources with text for people.'
  find data src -name '*.ui' -o -name '*.desktop.in' -o -name '*.metainfo.xml.in' | sort
  grep -rlE '\b(_|N_|C_|ngettext) \(' src --include='*.c' | sort
} > po/POTFILES
xgettext --files-from=po/POTFILES --output=po/imwallet.pot --package-name=imwallet --from-code=UTF-8 \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=ngettext:1,2 --add-comments=Translators:
for po in po/*.po; do
  [ -e "$po" ] || continue
  msgmerge --quiet --update --backup=none --no-fuzzy-matching "$po" po/imwallet.pot
done
rm -f po/imwallet.pot

# IM Wallet: a thin door to Meson. `make run` opens the wallet, `make check` proves it.
# SPDX-License-Identifier: GPL-3.0-or-later

BUILD ?= build
STRICT ?= 0
MESON = meson

.PHONY: help run check build asan fuzz counterparts tour packages format clean

help:
	@echo "make run           build, then open the wallet (without a display: run the tour)"
	@echo "make check         build, then run every test; STRICT=1 makes skips fail"
	@echo "make build         only build"
	@echo "make asan          the tests under address and undefined-behaviour sanitizers"
	@echo "make fuzz          fuzz every decoder for a while (SECONDS_EACH=20)"
	@echo "make counterparts  fetch the real counterparts for the tests into $(BUILD)/"
	@echo "make tour          the tour on a virtual display; pictures in $(BUILD)/tour/"
	@echo "make format        clang-format over src and tests"

packages:
	@sh scripts/install-packages.sh always

$(BUILD)/build.ninja: | packages
	$(MESON) setup $(BUILD)

build: packages $(BUILD)/build.ninja
	ninja -C $(BUILD)

run: build
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec scripts/run-uninstalled.sh $(BUILD) imwallet; \
	else echo "No display: running the tour on a virtual one."; $(MAKE) --no-print-directory tour; fi

tour: build
	@sh scripts/install-packages.sh run
	/usr/bin/python3 tests/tour/tour.py --build $(BUILD) --output $(BUILD)/tour

counterparts: packages
	@sh scripts/install-packages.sh check
	@sh scripts/counterparts.sh $(BUILD)

check: build
	@sh scripts/install-packages.sh run check
	@$(MAKE) --no-print-directory counterparts
	/usr/bin/python3 scripts/check.py --build $(BUILD) --strict $(STRICT)

asan: packages
	@sh scripts/install-packages.sh run check
	/usr/bin/python3 scripts/check.py --build $(BUILD)-asan --sanitize --strict $(STRICT)

fuzz: packages
	@sh scripts/install-packages.sh check
	sh scripts/fuzz.sh $(BUILD)-fuzz

format:
	clang-format -i $$(git ls-files 'src/*.[ch]' 'tests/*.[ch]')

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz

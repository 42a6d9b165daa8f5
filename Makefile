# SPDX-License-Identifier: GPL-3.0-or-later
# A task runner over meson, nothing more. `make run` shows the whole system at work.
MESON_ARGS ?=

.PHONY: all deps build run check soak bench install clean
all: build

deps:
	@tools/deps

build/build.ninja: | deps
	meson setup build $(MESON_ARGS)

build: deps build/build.ninja
	ninja -C build

run: build
	@tools/demo/run

check: build
	@tools/check

soak: build
	@tools/soak

bench: build
	@tools/bench/run

install: build/build.ninja
	meson install -C build

clean:
	rm -rf build build-asan

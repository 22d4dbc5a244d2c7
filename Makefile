# The everyday commands; meson and ninja do the work, tools/ holds the scripts
BUILD ?= build
ASAN_BUILD ?= build-asan
PREFIX ?= /usr/local

export BUILD_DIR := $(abspath $(BUILD))
export ASAN_BUILD_DIR := $(abspath $(ASAN_BUILD))

all:
	@tools/build $(BUILD)

demo:
	@tools/setup demo
	@tools/build $(BUILD)
	@demo/run

test:
	@tools/run-tests

bench:
	@tools/setup bench
	@tools/build $(BUILD)
	@bench/run

asan:
	@tools/build $(ASAN_BUILD) -Db_sanitize=address,undefined -Db_lundef=false

install: all
	@meson setup --reconfigure $(BUILD) --prefix=$(abspath $(PREFIX)) >/dev/null
	@meson install -C $(BUILD)

clean:
	rm -rf $(BUILD) $(ASAN_BUILD)

format:
	@tools/lint --fix

lint: all
	@tools/lint

.PHONY: all demo test bench asan install clean format lint

# Thin: every target is one line into the package tools (see CONTRIBUTING.md).
.PHONY: demo test lint bench translations stop clean

demo:
	@python3 -m tools demo $(if $(FRESH),--fresh)

test:
	@python3 -m tools test $(ONLY)

lint:
	@python3 -m tools lint

bench:
	@python3 -m tools bench $(ONLY)

translations:
	@python3 -m tools translations

stop:
	@python3 -m tools stop

clean:
	@python3 -m tools clean

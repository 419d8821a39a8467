#!/usr/bin/env python3
"""Checks what no formatter checks: file and line length, guards, words that do not belong.

Prints file:line for each finding; exits 1 if there is any.
"""
import pathlib
import re
import subprocess
import sys

LONGEST_FILE = 500
LONGEST_LINE = 100
BANNED = [
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "finish it, or say it where users read"),
    (re.compile(r"\bsystem_clock::now\b"), "take the time from a Clock (engine/base/ports.h)"),
    (re.compile(r"\bunordered_(map|set)\b"), "iteration order must not depend on hashing"),
    (re.compile(r"\b(rand|srand|strtok|sprintf|gets)\s*\("), "not thread-safe or not bounded"),
]
# Where the banned word is right, and why.
ALLOWED = {
    "engine/base/ports.cc": "system_clock::now",      # The one Clock that reads the machine's.
    "engine/evidence/case_audit.h": "unordered_map",  # Looked up only, never walked.
    "engine/runtime/bulk_fold.cc": "unordered_map",   # Its rows are sorted before they are written.
    "engine/runtime/case_cache.h": "unordered_map",   # Looked up only.
    "engine/runtime/state_rows.h": "unordered_map",   # Likewise: the rows stand in a list beside it.
}


def check(path, text):
    lines = text.splitlines()
    if len(lines) > LONGEST_FILE:
        yield 1, f"{len(lines)} lines; split it by a noun of the domain ({LONGEST_FILE} at most)"
    if path.suffix == ".h" and "#pragma once" not in text:
        yield 1, "#pragma once is missing"
    for number, line in enumerate(lines, 1):
        # Tests hold whole documents (XML, logs) in raw strings.
        if len(line) > LONGEST_LINE and path.parts[0] != "tests" and "http" not in line:
            yield number, f"{len(line)} columns ({LONGEST_LINE} at most)"
        for pattern, advice in BANNED:
            match = pattern.search(line)
            if match and ALLOWED.get(str(path)) != match.group(0).strip():
                yield number, f"'{match.group(0).strip()}': {advice}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.h", "*.cc"],
                            cwd=root, check=True, capture_output=True, text=True).stdout.split()
    found = False
    for name in listed:
        path = pathlib.Path(name)
        if not (root / path).exists():
            continue
        for number, message in check(path, (root / path).read_text()):
            print(f"{name}:{number}: {message}", file=sys.stderr)
            found = True
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Checks every include, and every room's link line, against engine/edges.txt.

Prints file:line for each edge that the plan does not allow, for each third-party library used outside
its room, and for each cycle in the plan itself. Exits 1 if there is any.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')
DEPENDS = re.compile(r"donthu_room\(\s*(\w+)(.*?)\)", re.S)
KEYWORDS = {"SOURCES", "DEPENDS", "LIBRARIES", "PRIVATE"}


def read_plan(path):
    rooms, owners = {}, {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        head, _, libraries = line.partition("|")
        name, colon, allowed = head.partition(":")
        if not colon:
            sys.exit(f"{path}:{number}: expected 'room: rooms | libraries'")
        rooms[name.strip()] = set(allowed.split())
        for library in libraries.split():
            owners.setdefault(library, set()).add(name.strip())
    return rooms, owners


def find_cycle(rooms):
    done = set()

    def visit(room, trail):
        if room in trail:
            return trail[trail.index(room):] + [room]
        if room in done:
            return None
        for other in sorted(rooms.get(room, ())):
            cycle = visit(other, trail + [room])
            if cycle:
                return cycle
        done.add(room)
        return None

    for room in rooms:
        cycle = visit(room, [])
        if cycle:
            return cycle
    return None


def room_of(path):
    parts = path.parts
    if parts[0] == "engine" and len(parts) > 2:
        return parts[1]
    if parts[0] == "connectors" and len(parts) > 2:
        return "/".join(parts[:2])
    return parts[0] if parts[0] in ("tools", "tests") else None


def check_includes(root, rooms, owners):
    problems = []
    files = [f for top in ("engine", "connectors", "tools", "tests") for f in (root / top).rglob("*")
             if f.suffix in (".h", ".cc")]
    for file in sorted(files):
        path = file.relative_to(root)
        room = room_of(path)
        if room not in rooms:
            problems.append(f"{path}:1: room '{room}' is not in the plan")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(1)
            other = room_of(pathlib.PurePosixPath(target)) if "/" in target else None
            if other and other != room and other not in rooms[room] and "*" not in rooms[room]:
                problems.append(f"{path}:{number}: room '{room}' may not use room '{other}'")
            for library, users in owners.items():
                if (target == library or target.startswith((library + "/", library + "."))) \
                        and room not in users:
                    problems.append(f"{path}:{number}: <{target}> may be used only in: "
                                    + ", ".join(sorted(users)))
    return problems


def check_links(root, rooms):
    problems = []
    for file in sorted([*root.glob("engine/*/CMakeLists.txt"), *root.glob("connectors/*/CMakeLists.txt")]):
        path = file.relative_to(root)
        room = "/".join(path.parts[:-1]).removeprefix("engine/")
        for _, body in DEPENDS.findall(file.read_text()):
            section = None
            for word in body.split():
                if word in KEYWORDS:
                    section = word
                elif section == "DEPENDS" and word not in rooms[room] and word != room:
                    problems.append(f"{path}:1: room '{room}' may not link room '{word}'")
    return problems


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    rooms, owners = read_plan(root / "engine" / "edges.txt")
    problems = check_includes(root, rooms, owners) + check_links(root, rooms)
    cycle = find_cycle(rooms)
    if cycle:
        problems.append("engine/edges.txt: the plan has a cycle: " + " -> ".join(cycle))
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

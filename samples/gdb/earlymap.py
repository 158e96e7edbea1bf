# SPDX-License-Identifier: Apache-2.0
#
# gdb commands that ask earlymap about a stopped arm64 machine:
#
#   (gdb) source samples/gdb/earlymap.py
#   (gdb) earlymap walk $pc
#
# Registers are taken from the target, which has to offer the system registers (QEMU does). Memory
# is taken by QEMU's monitor, or from the files that "earlymap memory FILE@ADDRESS" names. The
# program is "earlymap" on the path, or what the environment's EARLYMAP names.

import json
import os
import re
import subprocess
import tempfile

import gdb

MAPPINGS_SHOWN = 40


class Guest:
    """What is known of the machine while it stands still; taken anew once it has run."""

    def __init__(self):
        self.folder = None
        self.named = []
        self.saved = []

    def forget(self, _event=None):
        """Lets go of the copy of memory."""
        self.saved = []
        if self.folder:
            self.folder.cleanup()
            self.folder = None

    def work(self):
        """A folder for the copy of memory and the registers."""
        if not self.folder:
            self.folder = tempfile.TemporaryDirectory(prefix="earlymap-gdb-")
        return self.folder.name

    def memory(self):
        """The files that hold physical memory, as FILE@ADDRESS."""
        if self.named:
            return self.named
        if not self.saved:
            self.saved = [self.save(*bank) for bank in banks()]
        return self.saved

    def save(self, start, size):
        """One bank of memory, written by the emulator; it runs on this machine."""
        path = os.path.join(self.work(), "memory-%x" % start)
        said = monitor('pmemsave %#x %d "%s"' % (start, size, path))
        if not os.path.exists(path) or os.path.getsize(path) != size:
            raise gdb.GdbError(
                "QEMU wrote no memory to %s: %s\nIf it runs elsewhere, name files with "
                "earlymap memory FILE@ADDRESS" % (path, said.strip() or "it does not say why")
            )
        return "%s@%#x" % (path, start)

    def registers(self):
        """The registers in a file, as gdb prints them."""
        text = gdb.execute("info all-registers", to_string=True)
        if not re.search(r"(?m)^TTBR1_EL1\s", text):
            raise gdb.GdbError(
                "this target has no TTBR1_EL1; its tables cannot be found. "
                "Does it run an arm64 machine, and does its stub offer system registers?"
            )
        path = os.path.join(self.work(), "registers")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


GUEST = Guest()
gdb.events.cont.connect(GUEST.forget)
gdb.events.exited.connect(GUEST.forget)
if hasattr(gdb.events, "memory_changed"):
    gdb.events.memory_changed.connect(GUEST.forget)
if hasattr(gdb.events, "gdb_exiting"):
    gdb.events.gdb_exiting.connect(GUEST.forget)


def monitor(command):
    """What QEMU's monitor answers."""
    try:
        return gdb.execute("monitor " + command, to_string=True)
    except gdb.error as error:
        raise gdb.GdbError(
            "the target has no monitor (%s); name its memory with earlymap memory FILE@ADDRESS"
            % error
        )


def banks():
    """Where RAM lies, start and size, as the first CPU sees it."""
    for view in monitor("info mtree -f").split("FlatView #"):
        if 'AS "cpu-memory-0"' in view:
            ram = re.findall(r"(?m)^\s+([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, ram\)", view)
            if ram:
                return [(int(start, 16), int(last, 16) - int(start, 16) + 1) for start, last in ram]
    raise gdb.GdbError("the monitor shows no memory; name it with earlymap memory FILE@ADDRESS")


def ask(command, *arguments):
    """The answer of the program to a command, read from its JSON."""
    first, *more = GUEST.memory()
    call = [os.environ.get("EARLYMAP", "earlymap"), command, first]
    call += ["--memory=" + each for each in more]
    call += ["--registers=" + GUEST.registers(), "--format=json", *arguments]
    try:
        done = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    except OSError as error:
        raise gdb.GdbError("%s: the environment's EARLYMAP names the program" % error)
    try:
        return json.loads(done.stdout.decode("utf-8"))
    except ValueError:
        raise gdb.GdbError(done.stderr.decode("utf-8", "replace").strip() or "no answer")


def address(expression):
    """The value of an expression as an unsigned address; of a symbol without a type, where it lies."""
    try:
        value = gdb.parse_and_eval(expression)
        if value.type.code in (gdb.TYPE_CODE_FUNC, gdb.TYPE_CODE_ARRAY):
            value = value.address
    except gdb.error as error:
        if "unknown type" not in str(error):
            raise gdb.GdbError(str(error))
        value = gdb.parse_and_eval("&" + expression)
    return int(value.cast(gdb.lookup_type("unsigned long"))) & (1 << 64) - 1


def hexadecimal(value):
    return "0x%016x" % value


def named(va):
    """The symbol that an address belongs to, as gdb knows it."""
    text = gdb.execute("info symbol " + hexadecimal(va), to_string=True)
    return "" if text.startswith("No symbol") else " <%s>" % text.split(" in section")[0].strip()


def size(count):
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count % unit == 0:
            return "%d %s" % (count // unit, name)
    return "%d B" % count


def row(mapping):
    return "%s %8s  pa %s  %s  %s" % (
        mapping["va"],
        size(mapping["size"]),
        mapping["pa"],
        mapping["rights"],
        mapping["memoryType"],
    )


class Earlymap(gdb.Command):
    """What the machine's translation tables say, by earlymap.

    earlymap walk EXPRESSION...     translate addresses, level by level
    earlymap dump [FROM [TO]]       what the tables map in that range
    earlymap wx                     what is writable and executable
    earlymap memory [FILE@ADDRESS...]  take memory from files, not from QEMU"""

    def __init__(self):
        super().__init__("earlymap", gdb.COMMAND_DATA, gdb.COMPLETE_NONE, True)


class Walk(gdb.Command):
    """Translate addresses, level by level: earlymap walk EXPRESSION...

    Expressions are gdb's own: $pc, &jiffies, 0xffff800080010000. One with spaces is put in quotes."""

    def __init__(self):
        super().__init__("earlymap walk", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        expressions = gdb.string_to_argv(argument)
        if not expressions:
            raise gdb.GdbError("earlymap walk needs an address, such as $pc")
        answer = ask("walk", *[hexadecimal(address(each)) for each in expressions])
        for walk in answer["walks"]:
            self.show(walk)

    @staticmethod
    def show(walk):
        print("%s%s" % (walk["va"], named(int(walk["va"], 16))))
        for step in walk["steps"]:
            print(
                "  level %2d  table %s index %3d  %s  %s"
                % (step["level"], step["table"], step["index"], step["descriptor"], step["says"][0])
            )
        if "pa" in walk:
            print("  pa %s  %s  %s" % (walk["pa"], walk["rights"], walk["memoryType"]))
        else:
            print("  %s at level %s" % (walk["fault"], walk["level"]))


class Dump(gdb.Command):
    """What the tables map: earlymap dump [FROM [TO]]; all of TTBR1's half without a range."""

    def __init__(self):
        super().__init__("earlymap dump", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        expressions = gdb.string_to_argv(argument)
        if len(expressions) > 2:
            raise gdb.GdbError("earlymap dump takes two addresses at most")
        start = address(expressions[0]) if expressions else 1 << 63
        end = address(expressions[1]) if len(expressions) > 1 else 1 << 64
        half = "upper" if start >> 63 else "lower"
        mappings = [
            each
            for each in ask("dump", "--half=" + half)["mappings"]
            if int(each["va"], 16) < end and int(each["va"], 16) + each["size"] > start
        ]
        for mapping in mappings[:MAPPINGS_SHOWN]:
            print(row(mapping))
        if len(mappings) > MAPPINGS_SHOWN:
            print("and %d more; give a range" % (len(mappings) - MAPPINGS_SHOWN))
        elif not mappings:
            print("nothing is mapped there")


class Wx(gdb.Command):
    """What the tables allow too much: writable and executable, open to EL0, and the like."""

    def __init__(self):
        super().__init__("earlymap wx", gdb.COMMAND_DATA, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        answer = ask("wx")
        for violation in answer["violations"]:
            print(
                "%s..%s  pa %s  %s: %s%s"
                % (
                    violation["va"],
                    violation["end"],
                    violation["pa"],
                    violation["rights"],
                    violation["rule"],
                    named(int(violation["va"], 16)),
                )
            )
        if not answer["complete"]:
            print("not all of the tables could be read")
        print("%d found" % answer["total"])


class Memory(gdb.Command):
    """Where physical memory is read: earlymap memory FILE@ADDRESS...; from QEMU without a file."""

    def __init__(self):
        super().__init__("earlymap memory", gdb.COMMAND_DATA, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        GUEST.forget()
        GUEST.named = gdb.string_to_argv(argument)


for command in (Earlymap, Walk, Dump, Wx, Memory):
    command()

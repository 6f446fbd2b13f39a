#!/usr/bin/python3
"""Full disks, damaged files, hostile arguments, and secrets where they must not be.

usage: test-limits.py CLI
SPDX-License-Identifier: GPL-3.0-or-later
"""

import glob
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time

import fakechain
import imwtest

COIN = fakechain.COIN
THEM = fakechain.address_of(b"\x00\x14" + b"\x66" * 20)


def wallet(folder, name, server, chain=None):
    cli = imwtest.Cli(sys.argv[1], "local", os.path.join(folder, name), ["bitcoin=" + server.url])
    cli.id = cli.run("create", options=["--vault", "file"])["wallet"]
    if chain is not None:
        chain.fund(cli.run("receive", password=False)["address"], COIN)
        chain.mine()
        cli.run("sync", password=False)
    return cli


def copy_of(cli, folder, name):
    other = imwtest.Cli(cli.program, cli.network, os.path.join(folder, name), cli.servers)
    shutil.copytree(cli.data_dir, other.data_dir)
    other.folder = os.path.join(other.data_dir, "local", cli.id)
    return other


def full_disk(checks, folder, server, chain):
    place = folder + "/disk"
    os.mkdir(place)
    if os.getuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False).returncode:
        print("      not allowed to mount: the full disk is not tried")
        return
    try:
        cli = wallet(place, "w", server, chain)
        address = cli.run("addresses", password=False)["addresses"][0]["address"]

        def fill():
            with open(place + "/filler", "wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"\0" * 4096)
                except OSError:
                    pass

        fill()
        n = len(chain.posted)
        answer = cli.run("send", THEM, "0.1", "--fee", "2", "--yes", expect=None)
        checks.ok("disk full while paying: exit 11", cli.code == 11 and answer["error"] in ("disk", "other"), "exit %d %r" % (cli.code, answer))
        checks.equal("and nothing went out", len(chain.posted), n)
        chain.fund(address, COIN)
        chain.mine()
        answer = cli.run("sync", password=False, expect=None)
        checks.ok("disk full while asking: exit 11", cli.code == 11, "exit %d %r" % (cli.code, answer))
        checks.equal("disk full: the balance is still shown", cli.balance(), "1.00000000")
        for command, fds in (("words", {}), ("password", {"--new-password-fd": "a new password 12"}), ("create", {})):
            answer = cli.run(command, fds=fds, options=["--vault", "file"] if command == "create" else (), expect=None)
            checks.ok("disk full: %s: exit 11 and a sentence" % command, cli.code == 11 and isinstance(answer, dict) and answer["message"],
                      "exit %d" % cli.code)
        os.unlink(place + "/filler")
        checks.equal("space is back: one wallet", len(cli.run("wallets", password=False)["wallets"]), 1)
        checks.equal("space is back: it opens", len(cli.run("words").split()), 12)
        cli.run("sync", password=False)
        checks.equal("nothing was lost", cli.balance(), "2.00000000")
        checks.equal("and nothing is reserved", cli.balance(field="available"), "2.00000000")
        sent = cli.run("send", THEM, "0.1", "--fee", "2", "--yes")
        checks.equal("it pays again", sent["state"], "submitted")
    finally:
        subprocess.run(["umount", place], check=False)


def folders(checks, folder, server, chain):
    cli = wallet(folder, "f", server, chain)
    for root, dirs, names in os.walk(cli.data_dir):
        for name in dirs + names:
            os.chmod(os.path.join(root, name), 0o777)
    os.chmod(cli.data_dir, 0o777)
    cli.run("words")
    loose = [os.path.join(root, name) for root, dirs, names in os.walk(cli.data_dir) for name in dirs + names
             if stat.S_IMODE(os.stat(os.path.join(root, name)).st_mode) & 0o077]
    checks.equal("a folder that was open to others is closed to them", stat.S_IMODE(os.stat(cli.data_dir + "/local").st_mode), 0o700)
    checks.ok("what could be read in it is closed", not any(name.endswith((".db", "vault")) for name in loose), repr(loose))
    for name, data_dir in (("a file", "/dev/null"), ("below a file", "/dev/null/x"), ("nowhere", "/proc/nowhere/x")):
        other = imwtest.Cli(cli.program, "local", data_dir, cli.servers)
        answer = other.run("create", options=["--vault", "file"], expect=None)
        checks.ok("data folder is %s: exit 11" % name, other.code == 11 and isinstance(answer, dict), "exit %d %r" % (other.code, answer))
    if shutil.which("setpriv") and os.getuid() == 0:
        os.chmod(folder, 0o755)
        os.chmod(os.path.dirname(folder), 0o755)
        read_only = copy_of(cli, folder, "ro")
        for root, dirs, names in os.walk(read_only.data_dir):
            for name in dirs + names:
                os.chmod(os.path.join(root, name), 0o555 if name in dirs else 0o444)
        os.chmod(read_only.data_dir, 0o555)
        run = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", cli.program, "--network", "local", "--data-dir",
               read_only.data_dir, "--server", cli.servers[0], "--json"]
        shown = subprocess.run(run + ["balance"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        checks.ok("read-only folder: what is known is shown", shown.returncode == 0 and "1.00000000" in shown.stdout, "exit %d %s" % (
            shown.returncode, shown.stdout[-300:] + shown.stderr[-300:]))
        os.chmod(read_only.data_dir + "/local", 0)
        hidden = subprocess.run(run + ["wallets"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        checks.ok("a folder that may not be read is an error, never “no wallet”", hidden.returncode == 11, "exit %d %s" % (
            hidden.returncode, hidden.stdout))
        os.chmod(read_only.data_dir + "/local", 0o555)
        shown = subprocess.run(run + ["sync"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        checks.ok("read-only folder: writing is refused with exit 11", shown.returncode == 11, "exit %d %s" % (shown.returncode, shown.stdout))


def files(checks, folder, server, chain):
    """Files that are damaged, strange or of the future."""
    cli = wallet(folder, "good", server, chain)
    cli.run("words")        # makes the copy of the vault

    def case(name, damage, command=("balance",), codes=(11,), password=False):
        other = copy_of(cli, folder, "case")
        damage(other.folder)
        answer = other.run(*command, password=password, expect=None)
        checks.ok("%s: %s: exit %s" % (name, command[0], codes), other.code in codes, "exit %d %r %s" % (other.code, answer, other.stderr[-300:]))
        if other.code:
            checks.ok("%s: a sentence, not a dump" % name, isinstance(answer, dict) and 10 < len(answer["message"]) < 400, repr(answer))
        checks.ok("%s: never “no wallet”" % name, not isinstance(answer, dict) or "no wallet" not in str(answer.get("message")), repr(answer))
        shutil.rmtree(other.data_dir)

    def cut(name, size):
        return lambda place: os.truncate(os.path.join(place, name), size)

    def write(name, content):
        def damage(place):
            with open(os.path.join(place, name), "wb") as file:
                file.write(content)
        return damage

    def both(first, second):
        return lambda place: (first(place), second(place))

    def newer(place):
        base = sqlite3.connect(os.path.join(place, "wallet.db"))
        base.execute("PRAGMA user_version = 9999")
        base.commit()
        base.close()

    names = sorted(os.listdir(os.path.join(cli.data_dir, "local", cli.id)))
    print("      files:", names)
    for command in (("balance",), ("sync",)):
        case("wallet.db cut", both(cut("wallet.db", 5000), lambda p: [os.unlink(f) for f in glob.glob(p + "/wallet.db-*")]), command)
        case("wallet.db is garbage", write("wallet.db", os.urandom(50000)), command)
        case("wallet.db of a newer version", newer, command, (4, 11))
    case("wallet.db empty", write("wallet.db", b""), codes=(0, 4, 11))
    case("wallet.db gone", lambda p: os.unlink(p + "/wallet.db"), codes=(0, 10, 11))
    no_copy = lambda p: [os.unlink(f) for f in glob.glob(p + "/vault~")]
    case("vault is garbage", both(no_copy, write("vault", os.urandom(300))), ("words",), (11,), True)
    case("vault empty", both(no_copy, write("vault", b"")), ("words",), (11,), True)
    case("vault cut", both(no_copy, cut("vault", 60)), ("words",), (11,), True)
    case("vault huge", both(no_copy, write("vault", b"\0" * 30000000)), ("words",), (11,), True)
    case("vault gone", both(no_copy, lambda p: os.unlink(p + "/vault")), ("words",), (10, 11), True)
    case("vault gone, the copy is there", lambda p: os.unlink(p + "/vault"), ("words",), (0,), True)
    case("vault empty, the copy is there", write("vault", b""), ("words",), (0,), True)
    case("vault gone: the balance", both(no_copy, lambda p: os.unlink(p + "/vault")), ("balance",), (0,))
    case("wallet.ini is garbage", write("wallet.ini", os.urandom(500)), ("wallets",))
    case("wallet.ini empty", write("wallet.ini", b""), ("wallets",))
    case("wallet.ini of a newer version", write("wallet.ini", b"[wallet]\nversion=99\n"), ("wallets",), (4, 11))
    case("wallet.ini of another wallet", write("wallet.ini", b"[wallet]\nversion=1\nid=00000000-0000-4000-8000-000000000000\n"), ("wallets",))
    case("settings.ini is garbage", write("../settings.ini", os.urandom(3000)), ("balance",), (0,))
    case("settings.ini is a folder", lambda p: (os.path.exists(p + "/../settings.ini") and os.unlink(p + "/../settings.ini"),
                                                os.mkdir(p + "/../settings.ini")), ("balance",), (0, 11))
    case("lock is a link to elsewhere", lambda p: (os.unlink(p + "/../lock"), os.symlink("/etc/passwd", p + "/../lock")), ("words",), (11,), True)
    case("a folder with a marker and no vault", lambda p: (os.mkdir(p + "/../11111111-2222-4333-8444-555555555555"), write(
        "../11111111-2222-4333-8444-555555555555/making.ini", b"[wallet]\n")(p)), ("balance",), (0,))


def arguments(checks, folder, server, chain):
    cli = wallet(folder, "args", server, chain)
    n = len(chain.posted)

    def refuse(name, *command, codes=(2, 3)):
        answer = cli.run(*command, expect=None, options=["--offline"])
        checks.ok("%s: refused" % name, cli.code in codes and isinstance(answer, dict), "exit %d %r" % (cli.code, answer))
        if isinstance(answer, dict):
            text = answer.get("message", "")
            checks.ok("%s: the message is short and clean" % name, len(text) < 600 and not any(
                ord(c) < 32 and c != "\n" or 0x202a <= ord(c) <= 0x202e or 0x2066 <= ord(c) <= 0x2069 for c in text), repr(text[:200]))

    for amount in ("1e3", "0.000000001", "-1", "21000001", "NaN", "１", "٣", "+1", " 1", "1 ", "0", "0.0", "", ".", "1,5", "0x1", "1.", "inf", "ALL",
                   "9" * 400, "1\u202e2", "1\x0b", "2099999999999999999999999999999999999999"):
        refuse("amount %r" % amount[:30], "send", THEM, amount, "--fee", "2", "--yes", codes=(2, 3, 7))
    for fee in ("-1", "0", "1e3", "NaN", "", "9" * 100, "quick", "1.0001", "5000000"):
        refuse("fee %r" % fee[:30], "send", THEM, "0.01", "--fee=" + fee, "--yes", codes=(2, 3, 6, 7))
    for target in ("", " ", "x" * 100000, THEM[:-1] + "q", THEM.upper()[:-1] + "q", THEM + " ", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                   "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bitcoin:", "bitcoin:" + THEM + "?req-x=1",
                   "bitcoin:%s?amount=0.1&amount=0.2" % THEM, "bitcoin:%s?amount=1e3" % THEM, "bitcoin:%s?amount=-1" % THEM,
                   "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.1", "bitcoin:%s?amount=%%00" % THEM, "\u202e" + THEM,
                   "ethereum:0x52908400098527886E0F7030069857D2E4169EE7", "bitcoin:%s?amount=99999999999999999999" % THEM):
        refuse("to %r" % target[:60], "send", target, "0.01", "--fee", "2", "--yes", codes=(2, 3, 4, 7))
    checks.equal("nothing was sent by all that", len(chain.posted), n)
    checks.equal("nothing is reserved", cli.balance(field="available"), "1.00000000")

    # labels: kept as they are or refused, and never obeyed by a terminal
    address = cli.run("addresses", password=False)["addresses"][0]["address"]
    row = cli.run("history", password=False)["transactions"][0]["txid"]
    for name, text in (("bidi", "abc\u202egnp.exe"), ("escape", "\x1b]0;title\x07\x1b[2Jgone"), ("newline", "a\nb"), ("long", "长" * 30000), ("nul-like", "a\x01b")):
        cli.run("label", row, text, expect=None)
        label_code = cli.code
        shown = subprocess.run([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--password-fd", "0", "history"],
                               input=cli.password, capture_output=True, text=True, env=cli.env, check=False)
        checks.ok("label %s: refused, or harmless on a terminal" % name, shown.returncode == 0 and "\x1b" not in shown.stdout and "\x07" not in
                  shown.stdout and "\u202e" not in shown.stdout and "\x01" not in shown.stdout and len(shown.stdout) < 200000,
                  "exit %d, then %r" % (label_code, shown.stdout[:200]))
    cli.run("history", "--search", "%_*\"' OR 1=1 --", expect=None)
    checks.ok("a search of signs", cli.code == 0, str(cli.code))
    cli.run("history", "--limit", "-5", expect=None)
    checks.ok("a negative limit", cli.code in (0, 2, 3), str(cli.code))
    cli.run("addresses", "--count", "2000000000", password=False, expect=None, timeout=60)
    checks.ok("two thousand million addresses", cli.code in (0, 2, 3), str(cli.code))
    uri = cli.run("receive", "--amount", "0.1", "--label", "a&amount=9#?%\u202e", password=False, expect=None)
    if cli.code == 0:
        checks.ok("what stands in a label does not become a part of the link", uri["uri"].count("amount=") == 1, uri["uri"])
    del address
    cli.run("--", expect=None)
    checks.ok("no command at all", cli.code == 2, str(cli.code))


def secrets(checks, folder, server, chain):
    """Where a secret can be seen: arguments, environment, output, memory of the disk."""
    cli = wallet(folder, "secrets", server, chain)
    words = cli.run("words").strip()
    needles = [cli.password, words, " ".join(words.split()[:4])]
    seen = []
    server.lie = lambda m, p, s, b: (200, 3) if p.endswith("tip/height") else None
    fd = imwtest.secret_fd(cli.password)
    process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--json", "--server", cli.servers[0],
                                "--password-fd", str(fd), "send", THEM, "0.01", "--fee", "2", "--yes"], pass_fds=[fd],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=dict(cli.env, G_MESSAGES_DEBUG="all", G_DBUS_DEBUG="all"), text=True)
    os.close(fd)
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        for path in glob.glob("/proc/[0-9]*"):
            try:
                with open(path + "/comm", encoding="utf-8") as file:
                    if not file.read().startswith("imwallet"):
                        continue
                for name in ("cmdline", "environ"):
                    with open("%s/%s" % (path, name), "rb") as file:
                        content = file.read().replace(b"\0", b" ").decode(errors="replace")
                    seen += [name for needle in needles if needle in content]
            except OSError:
                pass
        time.sleep(0.05)
    server.lie = None
    out, errors = process.communicate(timeout=60)
    checks.equal("no secret in arguments or environment", seen, [])
    checks.equal("no secret in the output, not even with all messages and D-Bus shown",
                 [n for n in needles if n in out or n in errors], [])
    done = subprocess.run([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--json", "--password-fd", "0", "words"],
                          input=cli.password, capture_output=True, text=True, env=dict(cli.env, G_MESSAGES_DEBUG="all", G_DBUS_DEBUG="all"),
                          check=False)
    checks.ok("the words come on the output that was asked for, and on no other", words in done.stdout and
              done.stdout.count(words) == 1 and words not in done.stderr and cli.password not in done.stdout + done.stderr)
    backup = folder + "/secrets.backup"
    cli.run("backup", backup)
    found = []
    for root, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), "rb") as file:
                content = file.read()
            found += [(needle, name) for needle in needles if needle.encode() in content]
    checks.equal("no secret in any file", found, [])
    # a core of the program would hold the password
    process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--server", "bitcoin=http://127.0.0.1:1", "sync"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=cli.env)
    try:
        for _ in range(20):
            with open("/proc/%d/limits" % process.pid, encoding="ascii") as file:
                if limited := "Max core file size        0" in file.read():
                    break
            time.sleep(0.02)
        checks.ok("it leaves no core", limited)
    except OSError:
        pass
    process.wait(60)

    # strange descriptors
    def run(command, **more):
        return subprocess.run([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--json"] + command, capture_output=True,
                              text=True, env=cli.env, check=False, timeout=60, **more)
    big = run(["--password-fd", "0", "words"], input="a" * 1000000)
    checks.ok("a password of a million bytes: a clear refusal", big.returncode in (3, 5) and "aaaa" not in big.stdout + big.stderr,
              "exit %d %s" % (big.returncode, big.stdout[:200]))
    none = run(["--password-fd", "0", "words"], input="")
    checks.ok("an empty password", none.returncode in (3, 5), "exit %d %s" % (none.returncode, none.stdout[:200]))
    zeros = run(["--password-fd", "0", "words"], input="correct horse battery 7\0x")
    checks.ok("a password with a zero byte is another one", zeros.returncode in (3, 5), "exit %d %s" % (zeros.returncode, zeros.stdout[:100]))
    for bad in ("-5", "99", "abc", "1000000000000"):
        done = run(["--password-fd", bad, "words"], stdin=subprocess.DEVNULL)
        checks.ok("--password-fd %s" % bad, done.returncode in (2, 3, 4, 11), "exit %d %s" % (done.returncode, done.stdout[:200]))
    line = "exec %s --network local --data-dir %s --json balance" % (cli.program, cli.data_dir)
    closed = subprocess.run(["sh", "-c", line + " <&- 2>&-"], capture_output=True, text=True, env=cli.env, check=False, timeout=60)
    checks.ok("descriptors 0 and 2 closed: it works", closed.returncode == 0 and '"confirmed"' in closed.stdout, "exit %d" % closed.returncode)
    line = "exec %s --network local --data-dir %s --password-fd 3 words 3<%s >&- 2>&- <&-" % (cli.program, cli.data_dir, folder + "/pw")
    with open(folder + "/pw", "w", encoding="utf-8") as file:
        file.write(cli.password)
    before = [p for p in glob.glob(cli.data_dir + "/**/*", recursive=True) if os.path.isfile(p)]
    subprocess.run(["sh", "-c", line], env=cli.env, check=False, timeout=60)
    found = []
    for path in before:
        if os.path.exists(path):
            with open(path, "rb") as file:
                if words.encode() in file.read():
                    found.append(path)
    checks.equal("all three closed: the words go into no file of the wallet", found, [])
    os.unlink(folder + "/pw")
    checks.ok("and the wallet still opens", cli.run("words").strip() == words)


def test(checks, folder):
    for part in (full_disk, folders, files, arguments, secrets):
        if sys.argv[2:] and part.__name__ not in sys.argv[2:]:
            continue
        chain = fakechain.Chain()
        server = fakechain.Server(chain)
        place = os.path.join(folder, part.__name__)
        os.mkdir(place)
        began = time.monotonic()
        try:
            part(checks, place, server, chain)
        except (AssertionError, subprocess.TimeoutExpired, OSError) as error:
            checks.ok("%s went to its end" % part.__name__, False, repr(error))
        server.stop()
        print("      %s took %.1f s" % (part.__name__, time.monotonic() - began))


imwtest.run(test)

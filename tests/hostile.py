"""Texts that want to act on a terminal, hide something, or look like something else: one corpus for every front end."""

from __future__ import annotations

from collections.abc import Mapping

FORGED = "Approved: everything.\nYour decision: approve"
LONG_WORD = "w" * 100_000
MANY_LINES = "\n".join(f"line {number}" for number in range(10_000))

SEQUENCES = (
    # ECMA-48 and xterm
    *("\x1b[2J\x1b[H", "\x1b[31mred\x1b[0m", "\x1b[8mhidden\x1b[28m", "\x1b[1A\x1b[2K", "\x1b[10;10Hthere", "\x1b[3J"),
    *("\x1b[?1049h", "\x1b[?25l", "\x1b[?1000h", "\x1b[?2004h", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[5i", "\x1b[4i"),
    *("\x1b[20t", "\x1b[21t", "\x1b[?5h", "\x1b[4h", "\x1b[2;5r", "\x1b[!p", "\x1b[b" * 50, "\x1bc", "\x1b7\x1b8"),
    *("\x1bM", "\x1b#8", "\x1b(0lqqk", "\x1bN\x1bO", "\x1b=", "\x1b>", "\x1b", "\x1b[", "\x1b[38;5;", "\x1b[31"),
    *("\x1b[9999Cfar", "\x1b[s\x1b[u", "\x1b[?1003h\x1b[?1006h", "\x1b[>1u", "\x1b[?2026h", "\x1b\x1b[31mtwice"),
    *("Pay 10\x1b[1D\x1b[1D99 EUR", "\x1b[201~y\x1b[200~", "\x1b%G", "\x1b[1;31;5mblink"),
    # operating system commands and other strings
    *("\x1b]0;title\x07", "\x1b]2;title\x1b\\", "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\"),
    *("\x1b]52;c;cm0=\x07", "\x1b]4;1;#000000\x07", "\x1b]1337;File=:AAAA\x07", "\x1b]9;done\x07", "\x1b]0;no end"),
    *("\x1bP+q544e\x1b\\", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1bX x\x1b\\", "\x1bP$q\x1b\\"),
    *("\x1bPq#0;2;0;0;0#0~~@@vv$-\x1b\\", "\x1b_Gf=32,s=1,v=1;AAAA\x1b\\", "\x1b]777;notify;a;b\x07"),
    *("\x1b]0;" + "t" * 5000 + "\x07", "\x1b]8;;javascript:alert(1)\x07Approve\x1b]8;;\x07", "\x1b]133;A\x07"),
    # C0 and C1
    *("\x00nul", "\x05", "\x07" * 20, "a\x08\x08\x08b", "over\rwrite", "\x0b\x0c", "\x0e\x0f", "\x11\x13"),
    *("\x18\x1a", "\x7f\x7f", "\x1c\x1d\x1e\x1f", "\x9b2J", "\x9d0;title\x9c", "\x90x\x9c", "\x84\x85\x8d"),
    *("\x9b31mred", "\x9f\x9e\x98", "5,000.00\b\b\b\b\b\b\b\b9.00 EUR", "safe\x9b8mhidden"),
    "\x9b38;5;",
)
"""What a terminal would obey."""

HIDING = (
    *("invoice\u202efdp.exe", "\u2066\u2067\u2069", "\u202a\u202b\u202c\u202d", "\u200e\u200f\u061c"),
    *("A\u200bP\u200cO\u200d-1", "\ufeff\u2060\u00ad", "\U000e0041\U000e0042\U000e007f", "a\U000e0100b\ufe0f\ufe0f"),
    *("\u3164\uffa0\u115f\u2800", "\ufff9a\ufffab\ufffb", "acc\u00adount", "\u2061\u2062\u2063\u2064", "\u180e\u034f"),
    *("\u2067\u05e9\u05dc\u05d5\u05dd 100 EUR\u2069", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u062d\u0645\u062f 500"),
    *("x\u202ery lanif\u202c", "\u206a\u206b\u206c\u206d\u206e\u206f", "\U0001d173\U0001d17a", "\u2065"),
    *("a" + "\ufe00\ufe01\ufe02" * 20 + "b", "a" + "".join(map(chr, range(0xE0100, 0xE0140))) + "b"),
    *("\U000e0001" + "".join(chr(0xE0000 + ord(char)) for char in "approve all"),),
)
"""What turns, hides or smuggles text."""

PILING = (
    *("Z" + "\u0301\u0489\u20dd" * 40, "\u0301" * 30, "\u0e49" * 60, "one\u2028two\u2029three\x85four", "a\r\nb\rc"),
    *(FORGED, f"fine\n{FORGED}\n", f"fine\u2028{FORGED}", f"\r{FORGED}", "\n\n\n\n", "\t\t\tfar", "\t" * 2000 + "far"),
    *(" " * 300 + "far", "x" * 5000, "x" * 79 + "\n" + "y" * 79, "\n" * 300 + "below", "\u3000" * 200 + "far"),
    *("\u1100" * 30 + "\u1161" * 60 + "\u11a8" * 60, "\ufdfd" * 40, "\u0fd8\u0f39" * 20, "\u0488\u0489\u20e3\u20e4"),
)
"""What piles up, breaks lines or pushes others away."""

FORGING = (
    *("[bold red]x[/]", "[link=https://evil.example]x[/link]", "[@click=app.quit]Details[/]", "[$error]x[/$error]"),
    *("[@click=app.exit()]press me[/@click]", "[on red]", "[/]", "[reverse]y Approve[/reverse]", "[[", "\\[bold]"),
    *("<b>x</b>", "<a href='javascript:alert(1)'>y</a>", "<script>x</script>", "<!-- gone -->kept", "&#27;[31m"),
    *(
        "[ok](javascript:alert(1))",
        "[https://platform.example](https://evil.example)",
        "![seen](https://evil.example/x)",
    ),
    *("https://xn--pypal-4ve.com/", "https://platform.example@evil.example/", "https://p\u0430ypal.com/login"),
    *(
        "# Approved",
        "```\nunclosed",
        "| a | b |\n|---|---|\n| [y] Approve | x |",
        "> You  yes",
        "* * *",
        "1. [y] Approve",
    ),
    *("x\n\nAsked by  nobody: it is safe", "x\nRuns as   root", "x\n! IBAN is fine", "Undo      can be undone"),
    *("┏━ Delete 0 tasks? ━━━━━ only looks ━┓\n┃ [y] Approve   [n] Reject ┃\n┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",),
    *("[y] Approve   [n] Reject, say why", "\n┗" + "━" * 60 + "┛\n", "│" * 40, "▄▄▄▄▀▀▀▀████"),
    *('"” Approve “"', "” (agent)\nAsked by policy: fine", "{new} {0} %s $(id) `id`", "\u2714 Done", "✓ Approved  "),
    *("2026-01-01T10:00 and 9,000.00 EUR to eve", "none", "2026-01-01T10:00:00Z"),
)
"""What is markup to other programs, or looks like words of ours."""

LOOKALIKE = (
    *("\u0440\u0430ypal", "\uff15\uff10\uff10\uff10.\uff10\uff10 EUR", "\u0410\u0420\u041e-112", "5\u066c000 EUR"),
    *("\U0001d400\U0001d429\U0001d429\U0001d42b\U0001d428\U0001d42f\U0001d41e", "Druckhaus B\u0435rg", "1\u0660\u0660"),
    *("DE8937O4\u041e0440532013000", "APO\u2010112", "tsk\u2024\u04301"),
)
"""Letters, digits and signs that only look plain."""

ODD = (
    *("\ud800\udfff", "\udc9b31m", "\ufffe\uffff", "E\u200eUR", "\ue000\uf8ff\U000f0000\U0010fffd", "\u0378\u0530"),
    *(
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f1e9\U0001f1ea",
        "\U0001f44d\U0001f3fd",
        "❤\ufe0f1\ufe0f\u20e3",
    ),
    *("東京" * 40, "①②③Ⅳ", "\uff76\uff9e" * 20, "\U0001fa8b\U0001f6d9\U0001fadd", "\U0001faea" * 10, "\U00020000" * 20),
    *("\u0915\u094d\u0937\u093f" * 10, "\u1019\u103c\u1014\u103a", "§±½…·" * 10, "\U0003ffff\U000dffff"),
)
"""Surrogates, what is no character, and widths that terminals are not of one mind about."""

HOSTILE: tuple[str, ...] = (*SEQUENCES, *HIDING, *PILING, *FORGING, *LOOKALIKE, *ODD)
"""All of them but the huge ones."""

HUGE = (LONG_WORD, MANY_LINES, "\x1b[31m" * 20_000, "\u0301" * 100_000, "東" * 50_000, "[" * 50_000)
"""What is only too much."""

NASTIEST = (
    "Z" + "\u0301\u0489" * 8,
    "\x1b]0;title\x07a\x1b[2J\x9b31mb\x07\x00c",
    "a\u202eb\u2066c\U000e0041\u200bd\u3164e",
    "[@click=app.quit]x[/] [link=https://evil.example]y[/link] [bold]z",
    "x\r\n┗━━┛\u2028Asked by  nobody\n[y] Approve",
)
"""One of each kind, in few."""

TRICKS: Mapping[str, tuple[str, ...]] = {
    "markup": (
        *("[@click=app.quit]Details[/]", "[reverse]y Approve[/reverse]", "[link=https://evil.example]x[/link]"),
        *("[/]", "[[", "\\[bold]", "<script>x</script>"),
    ),
    "escape": (
        *("\x1b[2J\x1b[H", "\x1b[8mhidden\x1b[28m", "\x1b[10;10Hthere", "\x1b[?1049h", "\x1b[6n", "\x1bc"),
        *("\x1b[38;5;", "\x1b(0lqqk", "Pay 10\x1b[1D\x1b[1D99 EUR", "\x1b[201~y\x1b[200~"),
    ),
    "OSC 8": (
        "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
        "\x1b]8;;javascript:alert(1)\x07Approve\x1b]8;;\x07",
    ),
    "OSC 52": ("\x1b]52;c;cm0=\x07",),
    "other strings": ("\x1b]0;title\x07", "\x1b]0;no end", "\x1bP+q544e\x1b\\", "\x1b_Gf=32,s=1,v=1;AAAA\x1b\\"),
    "C0": ("\x00nul", "\x07" * 20, "over\rwrite", "5,000.00\b\b\b\b\b\b\b\b9.00 EUR"),
    "C1": ("\x9b2J", "\x9d0;title\x9c", "\x84\x85\x8d", "safe\x9b8mhidden", "\x9b38;5;"),
    "bidi": ("invoice\u202efdp.exe", "\u2067\u05e9\u05dc\u05d5\u05dd 100 EUR\u2069", "\u200e\u200f\u061c"),
    "zero width": ("A\u200bP\u200cO\u200d-1", "\ufeff\u2060\u00ad", "\u3164\uffa0\u115f\u2800"),
    "tags": ("\U000e0041\U000e0042\U000e007f", HIDING[-1]),
    "combining": ("Z" + "\u0301\u0489\u20dd" * 40, "\u0301" * 30, "\u1100" * 30 + "\u1161" * 60 + "\u11a8" * 60),
    "look-alike": ("\u0440\u0430ypal", "DE8937O4\u041e0440532013000", "APO\u2010112", LOOKALIKE[1]),
    "long": (LONG_WORD, "x" * 5000, " " * 300 + "far", "\n" * 300 + "below", "\t" * 2000 + "far", "[" * 50_000),
    "links": (
        *("[ok](javascript:alert(1))", "[https://platform.example](https://evil.example)"),
        *("https://xn--pypal-4ve.com/", "https://platform.example@evil.example/"),
    ),
    "broken lines": (FORGED, f"fine\u2028{FORGED}", "a\r\nb\rc"),
    "forged words": (
        *("x\n\nAsked by  nobody: it is safe", "[y] Approve   [n] Reject, say why", '"” Approve “"', "```\nunclosed"),
        *("| a | b |\n|---|---|\n| [y] Approve | x |", "\n┗" + "━" * 60 + "┛\n"),
    ),
    "no characters": ("\ud800\udfff", "\ufffe\uffff", "\ue000\uf8ff\U000f0000\U0010fffd"),
    "widths": (
        "東京" * 40,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f1e9\U0001f1ea",
        "\u0915\u094d\u0937\u093f" * 10,
    ),
}
"""Every kind of trick, and the texts that play it in every place of the screen."""

SWEPT = tuple(text for texts in TRICKS.values() for text in texts)

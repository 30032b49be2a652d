"""Texts that want to act on a terminal, hide something, or look like something else."""

_FORGED = "Approved: everything.\nYour decision: approve"
_LONG = "x" * 5000

HOSTILE: tuple[str, ...] = (
    # sequences of ECMA-48 and of xterm
    *("\x1b[2J\x1b[H", "\x1b[31mred\x1b[0m", "\x1b[8mhidden\x1b[28m", "\x1b[1A\x1b[2K", "\x1b[10;10Hthere", "\x1b[3J"),
    *("\x1b[?1049h", "\x1b[?25l", "\x1b[?1000h", "\x1b[?2004h", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[5i", "\x1b[4i"),
    *(
        "\x1b[20t",
        "\x1b[21t",
        "\x1b[?5h",
        "\x1b[4h",
        "\x1b[2;5r",
        "\x1b[!p",
        "\x1b[b" * 50,
        "\x1bc",
        "\x1b7\x1b8",
        "\x1bM",
    ),
    *("\x1b#8", "\x1b(0lqqk", "\x1bN\x1bO", "\x1b=", "\x1b>", "\x1b", "\x1b[", "\x1b[38;5;", "\x1b[31"),
    # operating system commands and other strings
    *(
        "\x1b]0;title\x07",
        "\x1b]2;title\x1b\\",
        "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
        "\x1b]52;c;cm0=\x07",
    ),
    *(
        "\x1b]4;1;#000000\x07",
        "\x1b]1337;File=:AAAA\x07",
        "\x1b]9;done\x07",
        "\x1b]0;no end",
        "\x1bP+q544e\x1b\\",
        "\x1b_x\x1b\\",
    ),
    *("\x1b^x\x1b\\", "\x1bX x\x1b\\", "\x1bP$q\x1b\\"),
    # C0 and C1
    *(
        "\x00nul",
        "\x05",
        "\x07" * 20,
        "a\x08\x08\x08b",
        "over\rwrite",
        "\x0b\x0c",
        "\x0e\x0f",
        "\x11\x13",
        "\x18\x1a",
        "\x7f\x7f",
    ),
    *("\x9b2J", "\x9d0;title\x9c", "\x90x\x9c", "\x84\x85\x8d", "\x9b31mred", "\x9f\x9e\x98"),
    # what turns or hides text
    *(
        "invoice\u202efdp.exe",
        "\u2066\u2067\u2069",
        "\u202a\u202b\u202c\u202d",
        "\u200e\u200f\u061c",
        "A\u200bP\u200cO\u200d-1",
    ),
    *(
        "\ufeff\u2060\u00ad",
        "\U000e0041\U000e0042\U000e007f",
        "a\U000e0100b\ufe0f\ufe0f",
        "\u3164\uffa0\u115f\u2800",
        "\ufff9a\ufffab\ufffb",
    ),
    # what piles up or breaks lines
    *(
        "Z" + "\u0301\u0489\u20dd" * 40,
        "\u0301" * 30,
        "\u0e49" * 60,
        "one\u2028two\u2029three\x85four",
        "a\r\nb\rc",
        _FORGED,
    ),
    *(
        f"fine\n{_FORGED}\n",
        f"fine\u2028{_FORGED}",
        f"\r{_FORGED}",
        "\n\n\n\n",
        "\t\t\tfar",
        " " * 300 + "far",
        _LONG,
        "x" * 79 + "\n" + "y" * 79,
    ),
    # markup of other programs, quotation, look-alikes and what can not be encoded
    *(
        "[bold red]x[/]",
        "[link=https://evil.example]x[/link]",
        "<b>x</b>",
        '"” Approve “"',
        "{new} {0} %s $(id) `id`",
        "\ud800\udfff",
    ),
    *(
        "\ufffe\uffff",
        "\u0440\u0430ypal",
        "\uff15\uff10\uff10\uff10.\uff10\uff10 EUR",
        "\u0410\u0420\u041e-112",
        "E\u200eUR",
        "\U0001d400\U0001d429\U0001d429\U0001d42b\U0001d428\U0001d42f\U0001d41e",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    ),
)

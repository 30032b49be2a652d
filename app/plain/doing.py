"""Does what is typed after a slash, in a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.plain.card import details
from app.plain.chat import Chat
from app.plain.commands import COMMANDS, ELSEWHERE
from app.plain.finding import find, status
from app.plain.help import help_lines, standing
from app.plain.others import Others
from app.plain.printer import quoted
from app.plain.waiting import Visit
from app.ui import waits
from app.ui.inbox import Inbox
from app.ui.watch import Watch

HISTORY = 30
"""Kept entries that are printed at a time."""

_WELCOME = "Say what you want done, as in: Delete the stale tasks in Apollo. /help tells what else can be typed."
_STOPPING = "Stopping. What has begun to be sent is finished first."
_ONCE_MORE = "Ctrl+C once more quits; the conversation and open questions are kept."


class Doing:
    """The commands of one conversation, and what waits beside it."""

    def __init__(self, chat: Chat) -> None:
        self._chat, self._printer = chat, chat.console.printer
        self._oldest: int | None = None
        self._watch = Watch(chat.opened.inbox) if chat.opened.inbox else None
        self._count, self._has_news = 0, False
        others = Others(chat)
        self._of_words: Mapping[str, Callable[[str], object]] = {
            "/conversations": others.choose,
            "/find": lambda words: chat.begin(find(chat, words), awaited=True),
        }
        self._known: Mapping[str, Callable[[], object]] = {
            "/help": self._help,
            "/stop": self._stop,
            "/decide": self._decide,
            "/inbox": self._inbox,
            "/details": self._details,
            "/why": chat.telling.why,
            "/status": lambda: chat.begin(status(chat), awaited=True),
            "/new": others.new,
            "/earlier": lambda: chat.begin(self._more(), awaited=True),
            "/clear": self._clear,
            "/signin": lambda: chat.leave("sign_in"),
            "/signout": lambda: chat.leave("sign_out"),
            "/quit": lambda: chat.leave("quit"),
        }

    async def open(self) -> None:
        """Say who is signed in and what was said last, and follow what waits."""
        self._printer.say("", *standing(self._chat.opened.standing))
        if not await self._earlier():
            self._printer.say(_WELCOME)
        if self._watch is not None:
            self._watch.listen(self._news)
            self._chat.resting = self._tell_news
            self._chat.begin(self._watch.run())

    def do(self, text: str) -> None:
        """Do what a command says."""
        name, _, rest = text.partition(" ")
        if name in self._of_words:
            self._of_words[name](rest.strip())
        elif name in self._known:
            self._known[name]()
        elif name in ELSEWHERE:
            self._printer.say(ELSEWHERE[name])
        else:
            self._printer.say(f"There is no command {quoted(name)}. These are: {', '.join(COMMANDS)}.")

    def interrupt(self) -> None:
        """Stop the turn under way, where there is one; the next interruption quits."""
        if self._chat.talk.busy:
            self._stop()
        self._printer.say(_ONCE_MORE)

    def _stop(self) -> None:
        if self._chat.talk.busy:
            self._printer.say(_STOPPING)
            self._chat.begin(self._chat.talk.stop())
        else:
            self._printer.say("Nothing is under way.")

    def _help(self) -> None:
        self._printer.say("", *help_lines(self._chat.opened.standing))

    def _details(self) -> None:
        shown = self._chat.asking.shown
        self._printer.say(*(details(shown) if shown else ["No change waits for your decision right now."]))

    def _clear(self) -> None:
        dropped = self._chat.talk.take_back()
        self._printer.say(f"Dropped: {quoted(dropped)}." if dropped else "There is nothing to drop.")

    def _decide(self) -> None:
        self._printer.say("Looking for what was left open here.")
        self._chat.asking.bring_back()
        self._chat.talk.wake()

    def _inbox(self) -> None:
        chat, inbox = self._chat, self._chat.opened.inbox
        if inbox is None:
            self._printer.say("Nothing can wait for anybody here.")
        else:
            visit = Visit(inbox, chat.sign_in, chat.console, chat.opened.conversation.thread)
            chat.begin(self._visit(visit), awaited=True)

    async def _visit(self, visit: Visit) -> None:
        if await visit.show():
            self._decide()

    async def _more(self) -> None:
        await self._earlier()

    async def _earlier(self) -> bool:
        entries = await self._chat.opened.conversation.history(self._oldest, HISTORY)
        if entries:
            self._oldest = entries[0].seq
            more = " There is more before it; /earlier shows that." if len(entries) == HISTORY else ""
            self._printer.say("", f"Said before:{more}")
            self._chat.telling.earlier(entries)
        elif self._oldest is not None:
            self._printer.say("There is nothing before that.")
        return bool(entries)

    def _news(self) -> None:
        """Wake the talk, because something about what waits is another."""
        self._has_news = True
        if self._watch is not None and self._watch.trouble:
            self._printer.say(f"Nobody can tell what waits: {quoted(self._watch.trouble)}")
        self._chat.talk.wake()

    def _tell_news(self) -> None:
        """Say that more waits than was said before: looked at anew, since a card decided here waits no more."""
        has_news, self._has_news = self._has_news, False
        if self._watch is not None and has_news and self._watch.count > self._count:
            self._chat.begin(self._count_anew(self._watch.inbox), awaited=True)
        elif self._watch is not None and has_news:
            self._count = self._watch.count

    async def _count_anew(self, inbox: Inbox) -> None:
        now, before = self._chat.console.wall(), self._count
        self._count = count = sum(waits.part(each, now) in {"me", "second"} for each in await inbox.waiting())
        if count > before:
            self._printer.say(f"Inbox: {count} wait{'s' if count == 1 else ''} for you. /inbox shows what.")

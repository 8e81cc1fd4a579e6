"""The commands, read off the program's own parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from .markdown import Page, table

#: What each command does, in Chinese; the English is the program's own help.
COMMANDS = {
    "check": "版本能不能发布：逐项检查；`--mutate` 再逐个改动数字，看用例能否发觉；"
    "`--language en` 英文消息",
    "evaluate": "按版本核算一次事由，输出 JSON",
    "explain": "同上，输出成话；`--language en` 英文，`--audience reviewer` 给审核人看的完整过程",
    "diff": "两个版本差在哪里，逐条列出",
    "replay": "用历年申请重新核算一遍，或两个版本对比：总额、谁增谁减、差额最大的",
    "words": "把版本的规则逐条说成话，交给懂业务的人核对；`--language en` 英文",
    "schema": "供编辑器补全和检查用的 JSON Schema",
    "manual": "生成本手册",
}


def commands() -> Iterator[tuple[str, str, str]]:
    """(name, usage, help) of every command of the program."""
    from ..__main__ import _parser

    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, parser in action.choices.items():
                yield name, _usage(name, parser), helps[name]


def _usage(name: str, parser: argparse.ArgumentParser) -> str:
    """The words of a command, without what differs from one machine to another."""
    words = ["python -m benefit_terms", name]
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        value = "" if action.nargs == 0 else f" {action.metavar or '…'}"
        if action.option_strings:
            words.append(f"[{action.option_strings[0]}{value}]")
        else:
            words.append(value.strip() + ("…" if action.nargs == "+" else ""))
    return " ".join(words)


def commands_table(page: Page) -> str:
    """Usage and purpose of every command."""
    rows = [
        [f"`{usage}`", page.say(COMMANDS.get(name, ""), text)] for name, usage, text in commands()
    ]
    return table([page.say("命令", "command"), page.say("用途", "what for")], rows)

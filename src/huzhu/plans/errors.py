"""Refusals about the catalogue."""

from huzhu.kernel.errors import Refusal


class NoEditionInForce(Refusal):
    code = "no_edition_in_force"
    zh = "方案“{plan_code}”在 {on} 没有有效的版本，不能办理参保。"
    en = "No edition of plan “{plan_code}” is in force on {on}."
    remedy_zh = "请核对方案和起保日期，或请事业发展部先发布该日期适用的版本。"
    remedy_en = "Check plan and start date, or ask for an edition of that date to be published."


class VersionTaken(Refusal):
    code = "version_taken"
    zh = "方案“{plan_code}”的版本“{version}”已发布，内容与本次不同。"
    en = "Version “{version}” of plan “{plan_code}” is published with other terms."
    remedy_zh = "已发布的版本不能修改；请给修改后的条款换一个版本号再发布。"
    remedy_en = "A published edition never changes: give the changed terms a version of their own."


class EditionAltered(Refusal):
    code = "edition_altered"
    zh = "方案“{plan_code}”版本“{version}”的条款与其摘要不符，不能使用。"
    en = "The terms of plan “{plan_code}”, version “{version}”, do not match their digest."
    remedy_zh = "请管理员从备份核对该版本，查明是谁改动了数据库。"
    remedy_en = "Compare it with a backup and find out who changed the database."

"""Refusals about the catalogue, and about the drafts that become part of it."""

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


class WrongDraftState(Refusal):
    code = "wrong_draft_state"
    zh = "草稿现在的状态是“{state}”，不能{act_zh}。"
    en = "The draft is “{state}” and cannot be {act_en}."
    remedy_zh = "请刷新页面，看看草稿现在到了哪一步。"
    remedy_en = "Reload the page to see where the draft stands now."


class EditedMeanwhile(Refusal):
    code = "edited_meanwhile"
    zh = "您打开以后，{by}保存了第{revision}稿；您的修改没有覆盖它。"
    en = "Since you opened it, {by} saved revision {revision}; your text did not overwrite it."
    remedy_zh = "您输入的内容仍在下面的编辑框里。请对照新稿合并后再保存。"
    remedy_en = "What you typed is still in the editor. Merge it with the new revision, then save."


class DraftHasFaults(Refusal):
    code = "draft_has_faults"
    zh = "草稿还有{count}处问题，不能继续：{listed}"
    en = "The draft has {count} faults and cannot go on: {listed}"
    remedy_zh = "请按问题清单逐条修改，全部消除后再提交。"
    remedy_en = "Mend each of them; submit when none is left."


class OwnDraft(Refusal):
    code = "own_draft"
    zh = "{by}写过这份草稿，不能再由本人发布或退回。"
    en = "{by} wrote in this draft and cannot decide on it."
    remedy_zh = "请由另一位有发布权限的人员办理。"
    remedy_en = "Ask another officer who may publish."


class ReasonMissing(Refusal):
    code = "reason_missing"
    zh = "退回草稿要写明理由。"
    en = "Returning a draft needs a reason."
    remedy_zh = "请写明要改什么、为什么。"
    remedy_en = "Say what has to change, and why."


class CaseUnreadable(Refusal):
    code = "case_unreadable"
    zh = "这条用例不能保存：{what}"
    en = "This case cannot be kept: {what}"
    remedy_zh = "请核对填写的内容，或先改正草稿中的错误。"
    remedy_en = "Check what was filled in, or mend the faults of the draft first."


class NoClaimsToReplay(Refusal):
    code = "no_claims_to_replay"
    zh = "{first}年至{last}年没有“{plan_code}”的理赔可供重算。"
    en = "There are no claims of “{plan_code}” from {first} to {last} to replay."
    remedy_zh = "请另选年份，或上传理赔数据文件（Parquet）。"
    remedy_en = "Choose other years, or upload a claims file (Parquet)."


class NotAClaimsFile(Refusal):
    code = "not_a_claims_file"
    zh = "“{file_name}”不能作为理赔数据读取：{what}"
    en = "“{file_name}” cannot be read as claims: {what}"
    remedy_zh = "请上传由 export_claims 命令生成的 Parquet 文件，每行一件理赔。"
    remedy_en = "Upload a Parquet file as `export_claims` writes it, one row a claim."

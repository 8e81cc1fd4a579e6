"""Refusals of roster files."""

from huzhu.kernel.errors import Refusal


class FileUnreadable(Refusal):
    code = "file_unreadable"
    zh = "文件“{name}”打不开，可能已损坏或有密码：{why}。"
    en = "The file “{name}” cannot be opened; it may be damaged or have a password: {why}."
    remedy_zh = "请用 Excel 或 WPS 打开它，去掉密码，另存为 .xlsx 后再上传。"
    remedy_en = "Open it in Excel or WPS, remove any password, save as .xlsx and upload again."


class FileExpandsTooFar(Refusal):
    code = "file_expands_too_far"
    zh = "文件“{name}”解压后超过 {limit} MB，没有读取。"
    en = "The file “{name}” would unpack to more than {limit} MB and was not read."
    remedy_zh = "请只保留名册工作表，删去图片、空白格式和隐藏内容后另存再上传。"
    remedy_en = "Keep the roster sheet only, without pictures and hidden content, and upload again."


class SheetTooWide(Refusal):
    code = "sheet_too_wide"
    zh = "文件“{name}”的工作表用到了第 {columns} 列，最多可用 {limit} 列，没有读取。"
    en = "A sheet of “{name}” reaches column {columns}, over the limit of {limit}; not read."
    remedy_zh = "请把名册各列复制到一个新工作表后再上传。"
    remedy_en = "Copy the roster's columns into a new sheet and upload that."


class TooManyRows(Refusal):
    code = "too_many_rows"
    zh = "文件“{name}”有 {rows} 行，超过一次 {limit} 行的上限，没有读取。"
    en = "The file “{name}” has {rows} rows, over the limit of {limit} at a time; not read."
    remedy_zh = "请按部门拆成几个文件，或删去名册以下的空行。"
    remedy_en = "Split it by department, or delete the empty rows below the roster."


class NoRosterSheet(Refusal):
    code = "no_roster_sheet"
    zh = (
        "文件“{name}”里没有找到名册：读了工作表 {sheets}，"
        "前 {depth} 行都没有“姓名”和“身份证号”两列。"
    )
    en = (
        "“{name}” holds no roster: of the sheets read ({sheets}), none has the columns"
        " “姓名” (name) and “身份证号” (identity number) in its first {depth} rows."
    )
    remedy_zh = "请下载模板，把名册粘贴到模板里再上传。"
    remedy_en = "Download the template, paste the roster into it and upload that."


class ColumnMissing(Refusal):
    code = "column_missing"
    zh = "工作表“{sheet}”第 {row} 行是表头，但没有“{missing}”列；找到的列有：{found}。"
    en = "Row {row} of sheet “{sheet}” is the header, without a column “{missing}”; found: {found}."
    remedy_zh = "请补上这一列，或按模板修改列名。"
    remedy_en = "Add the column, or name it as in the template."


class RosterEmpty(Refusal):
    code = "roster_empty"
    zh = "工作表“{sheet}”的表头以下没有人员。"
    en = "Sheet “{sheet}” lists nobody below its header."
    remedy_zh = "请检查是否选错了文件；如内容是公式，请先复制并“粘贴为数值”。"
    remedy_en = "Check the file; if the cells are formulas, paste them as values first."


class RosterPosted(Refusal):
    code = "roster_posted"
    zh = "同样内容的名册已由 {ref} 入账，不能重复参保。"
    en = "A roster with the same content was posted as {ref}; it cannot be enrolled twice."
    remedy_zh = "如需补充人员，请只上传新增人员的名册。"
    remedy_en = "To add people, upload a roster of the additional people only."


class WrongRosterState(Refusal):
    code = "wrong_roster_state"
    zh = "名册当前状态是“{state}”，不能{act_zh}。"
    en = "The roster is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class RosterHasFaults(Refusal):
    code = "roster_has_faults"
    zh = "名册还有 {rows} 行有错误，没有入账。"
    en = "{rows} rows of the roster have errors; nothing was posted."
    remedy_zh = "请改正后重新上传，或选择只办理无误的行。"
    remedy_en = "Mend them and upload again, or choose to post the good rows only."


class NobodyToEnrol(Refusal):
    code = "nobody_to_enrol"
    zh = "名册里没有可以参保的人员。"
    en = "The roster has nobody who can be enrolled."
    remedy_zh = "请按每行的说明改正后重新上传。"
    remedy_en = "Mend the rows as explained and upload again."


class EverybodyCovered(Refusal):
    code = "everybody_covered"
    zh = "名册里的 {people} 人在这一期间都已参加，没有需要办理的人。"
    en = "All {people} people of the roster are covered in this period already."
    remedy_zh = "如需增加人员，请把新增人员加入名册后重新上传。"
    remedy_en = "To add people, add them to the roster and upload it again."


class UnitEnded(Refusal):
    code = "unit_ended"
    zh = "“{name}”已于 {day} 合并、分立或注销，不能再参保。"
    en = "“{name}” was merged, divided or closed on {day}: it cannot enrol."
    remedy_zh = "请由{heir}办理。"
    remedy_en = "Enrol through {heir_en}."


class ParticipationTooLow(Refusal):
    code = "participation_too_low"
    zh = "方案 {plan} 的参加人数 {have} 人，未达到要求的 {needed} 人（应计 {of} 人）。"
    en = "{have} people join plan {plan}; {needed} of {of} must."
    remedy_zh = "请补足人员，或请县级经办机构核对单位职工人数。"
    remedy_en = "Add people, or have the county check the unit's headcount."


class CoveredMeanwhile(Refusal):
    code = "covered_meanwhile"
    zh = "核对之后，有 {people} 人在这一期间已另有本项保障，没有入账。"
    en = "Since the check, {people} people were covered in this period; nothing was posted."
    remedy_zh = "请重新上传名册，按新的核对结果办理。"
    remedy_en = "Upload the roster again to have it checked anew."

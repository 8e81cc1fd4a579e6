"""Refusals of what is done to the whole house."""

from huzhu.kernel.errors import Refusal


class FolderNotEmpty(Refusal):
    code = "folder_not_empty"
    zh = "文件夹 {folder} 里已经有内容。"
    en = "The folder {folder} already holds something."
    remedy_zh = "请给出一个不存在或空的文件夹。"
    remedy_en = "Name a folder that does not exist or is empty."


class BackupIncomplete(Refusal):
    code = "backup_incomplete"
    zh = "{folder} 不是完整的备份:缺少 {name}。"
    en = "{folder} is not a whole backup: {name} is missing."
    remedy_zh = "请核对路径,或换一份备份。"
    remedy_en = "Check the path, or take another backup."


class DataFolderInUse(Refusal):
    code = "data_folder_in_use"
    zh = "数据文件夹 {folder} 里已经有数据库,恢复会覆盖它。"
    en = "The data folder {folder} already holds a database, which a restore would overwrite."
    remedy_zh = "请用 HUZHU_HOME 指定一个空文件夹后再恢复。"
    remedy_en = "Set HUZHU_HOME to an empty folder and restore there."


class KeysMissing(Refusal):
    code = "keys_missing"
    zh = "在 {folder} 没有找到密钥文件 {name};没有它,身份证号、账号和材料都无法读取。"
    en = "There is no key file {name} in {folder}; numbers and papers stay shut without it."
    remedy_zh = "请用 --keys 指定另行保管的密钥文件夹。"
    remedy_en = "Give the folder where the keys are kept by --keys."


class ToolFailed(Refusal):
    code = "tool_failed"
    zh = "{tool} 没有成功:{said}"
    en = "{tool} failed: {said}"
    remedy_zh = "请按上面的提示处理后重试;数据没有改变。"
    remedy_en = "Mend what it says and try again; no data was changed."

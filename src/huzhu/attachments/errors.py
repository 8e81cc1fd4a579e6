"""Files that are not taken."""

from huzhu.kernel.errors import Refusal


class FileEmpty(Refusal):
    code = "file_empty"
    zh = "文件“{name}”是空的(0 字节)。"
    en = "The file “{name}” is empty (0 bytes)."
    remedy_zh = "请重新选择文件后再上传。"
    remedy_en = "Choose the file again and upload it."


class FileTooLarge(Refusal):
    code = "file_too_large"
    zh = "文件“{name}”有 {megabytes} MB,超过上限 {limit} MB。"
    en = "The file “{name}” has {megabytes} MB, over the limit of {limit} MB."
    remedy_zh = "请压缩图片或拆分文件后再上传。"
    remedy_en = "Shrink the picture or split the file, then upload again."


class FileTypeNotTaken(Refusal):
    code = "file_type_not_taken"
    zh = "文件“{name}”的内容是 {found},这里只接受 {wanted}。"
    en = "The content of “{name}” is {found}; only {wanted} is taken here."
    remedy_zh = "请用正确的格式另存后再上传;只改扩展名没有用。"
    remedy_en = "Save it in the right format and upload again; renaming it does not help."

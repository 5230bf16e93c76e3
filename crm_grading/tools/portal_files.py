"""Files that customers attach on the portal."""

from odoo.exceptions import UserError

# The routes of the portal take no more.
MOST_FILES = 5
LARGEST_FILE = 10 * 1024 * 1024


def read_files(uploads):
    """Read what was uploaded, and no more of it than tells that it is too much.

    :param uploads: files of the request
    :return: list of (name, content)
    """
    return [
        (file.filename.replace("\x00", ""), file.read(LARGEST_FILE + 1)) for file in uploads[: MOST_FILES + 1] if file.filename
    ]


def check_files(env, files):
    """Refuse too many files and files that are too large.

    :param files: list of (name, content)
    :raise UserError: saying what is too much
    """
    if len(files) > MOST_FILES:
        raise UserError(env._("Please attach %(count)s files at most.", count=MOST_FILES))
    for name, content in files:
        if len(content) > LARGEST_FILE:
            raise UserError(
                env._(
                    "%(file)s is larger than %(size)s MB, please send a smaller one.",
                    file=name,
                    size=LARGEST_FILE // 1024 // 1024,
                )
            )

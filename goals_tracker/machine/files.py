"""Only the user who runs this install can read what it writes.

The database has sessions and password hashes, and PDFs show reviews before they are
published. Each start sets the umask and corrects the modes of existing files: only of
those that belong to this user, and without following links.
"""

import logging
import os
import stat
from contextlib import contextmanager

logger = logging.getLogger(__name__)

OTHERS = 0o077
SQLITE_ENDINGS = ("", "-wal", "-shm", "-journal")
usual_umask = OTHERS


def make_private(folder, database=""):
    """Create the folder, and close it and the database to other users.

    What cannot be changed is logged and does not prevent the start.
    """
    global usual_umask
    usual_umask = os.umask(OTHERS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        logger.warning("Cannot create VAR_DIR: %s", error)
        return
    if is_shared(folder):
        logger.warning(
            "VAR_DIR is %s, which others use too. Use a folder inside it.", folder
        )
        return
    readable = [*close_folder(folder), *close_database(database)]
    if readable:
        logger.warning(
            "Other users of this machine can read %s. This user cannot change that.",
            readable[0]
            if len(readable) == 1
            else f"{readable[0]} and {len(readable) - 1} more",
        )


def is_shared(folder):
    """Whether other users need the folder too, such as /tmp or the root."""
    is_root = os.path.realpath(folder) == "/"
    return is_root or bool(os.stat(folder).st_mode & stat.S_ISVTX)


def close_folder(folder):
    """Close a folder and everything in it; yield the paths that stay readable."""
    # The folder itself may be a link, since somebody configured it.
    folder = os.path.realpath(folder)
    if not close(folder):
        yield folder
    for path, folders, files, place in os.fwalk(folder):
        for name in (*folders, *files):
            if not close(name, place):
                yield os.path.join(path, name)


def close_database(database):
    """Do the same with a SQLite database, which may be elsewhere."""
    paths = [f"{database}{ending}" for ending in SQLITE_ENDINGS if database]
    return [path for path in paths if not close(os.path.realpath(path))]


def close(name, place=None):
    """Remove the rights of others to a file; return whether they have none."""
    try:
        found = os.stat(name, dir_fd=place, follow_symlinks=False)
        is_plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        if not is_plain or not found.st_mode & OTHERS:
            return True
        return found.st_uid == os.geteuid() and remove_rights(name, place)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def remove_rights(name, place):
    # By descriptor, since the name may have become a link.
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
    try:
        os.fchmod(file, stat.S_IMODE(os.fstat(file).st_mode) & ~OTHERS)
    finally:
        os.close(file)
    return True


@contextmanager
def usual_modes():
    """Write with the user's own umask, for a file at a path that they gave."""
    os.umask(usual_umask)
    try:
        yield
    finally:
        os.umask(OTHERS)

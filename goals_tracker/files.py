"""What this install writes is for the user who runs it, and for nobody else.

The database has sessions and digests of passwords, and prints show reviews before they
are published. Each start sets the modes of what will be written, and mends those of
what is there: no more than what belongs to this user, and never by way of a link.
"""

import logging
import os
import stat
from contextlib import contextmanager

logger = logging.getLogger(__name__)

OTHERS = 0o077
SQLITE_ENDINGS = ("", "-wal", "-shm", "-journal")
usual_umask = OTHERS


def keep_private(folder, database=""):
    """Make the folder, and take all rights in it, and to that database, from others.

    What cannot be changed is said, and keeps nobody from starting.
    """
    global usual_umask
    usual_umask = os.umask(OTHERS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        logger.warning("Cannot create VAR_DIR: %s", error)
        return
    if is_everybodys(folder):
        logger.warning(
            "VAR_DIR is %s, which others use too. Use a folder inside it.", folder
        )
        return
    loose = [*loose_below(folder), *loose_of(database)]
    if loose:
        logger.warning(
            "Other users of this machine can read %s. This user cannot change that.",
            loose[0] if len(loose) == 1 else f"{loose[0]} and {len(loose) - 1} more",
        )


def is_everybodys(folder):
    """Whether it is one as /tmp, or the root: the machine's, and none to shut."""
    is_root = os.path.realpath(folder) == "/"
    return is_root or bool(os.stat(folder).st_mode & stat.S_ISVTX)


def loose_below(folder):
    """Shut a folder and all that is in it; gives the paths that stay open."""
    # It may be a link itself: that one was chosen.
    folder = os.path.realpath(folder)
    if not shut(folder):
        yield folder
    for path, folders, files, place in os.fwalk(folder):
        for name in (*folders, *files):
            if not shut(name, place):
                yield os.path.join(path, name)


def loose_of(database):
    """The same of a SQLite database, which may be elsewhere."""
    paths = [f"{database}{ending}" for ending in SQLITE_ENDINGS if database]
    return [path for path in paths if not shut(os.path.realpath(path))]


def shut(name, place=None):
    """Leave others no rights to a file or a folder; gives whether they have none."""
    try:
        found = os.stat(name, dir_fd=place, follow_symlinks=False)
        is_plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        if not is_plain or not found.st_mode & OTHERS:
            return True
        return found.st_uid == os.geteuid() and take_rights(name, place)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def take_rights(name, place):
    # By what was opened: the name may be a link by now.
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
    try:
        os.fchmod(file, stat.S_IMODE(os.fstat(file).st_mode) & ~OTHERS)
    finally:
        os.close(file)
    return True


@contextmanager
def usual_modes():
    """Write as the user is used to: for a file that they asked for by its name."""
    os.umask(usual_umask)
    try:
        yield
    finally:
        os.umask(OTHERS)

from objectives.models.account_settings import AccountSettings
from objectives.models.cadence import Cadence
from objectives.models.carry_over import CarryOver, ReasonKind
from objectives.models.change import Change
from objectives.models.chat_room import ChatLine, ChatRoom, ChatSecret
from objectives.models.comment import Comment
from objectives.models.commitment import Commitment
from objectives.models.deletion import Deletion
from objectives.models.export import Export, ExportPiece
from objectives.models.failed_sign_ins import FailedSignIns
from objectives.models.follow import Follow
from objectives.models.former_slug import FormerSlug
from objectives.models.history import ConflictError
from objectives.models.mail_message import MailMessage
from objectives.models.member import Member
from objectives.models.mention import Mention
from objectives.models.objective import Objective
from objectives.models.objective_import import (
    Import,
    ImportMapping,
    StatusReading,
)
from objectives.models.organization import Organization
from objectives.models.plan import Plan
from objectives.models.project import Project
from objectives.models.quarter import Quarter
from objectives.models.searched_text import SearchedText
from objectives.models.status_update import StatusUpdate
from objectives.models.submission import Submission
from objectives.models.tag import Tag, Tagging
from objectives.models.team import Team
from objectives.models.weekly_message import MessageSettings, WeeklyMessage

__all__ = [
    "Cadence",
    "AccountSettings",
    "CarryOver",
    "Change",
    "ChatLine",
    "ChatRoom",
    "ChatSecret",
    "Comment",
    "Commitment",
    "ConflictError",
    "Deletion",
    "Export",
    "ExportPiece",
    "FailedSignIns",
    "Follow",
    "FormerSlug",
    "Import",
    "ImportMapping",
    "MailMessage",
    "Member",
    "MessageSettings",
    "Mention",
    "Objective",
    "Organization",
    "Plan",
    "Project",
    "Quarter",
    "ReasonKind",
    "SearchedText",
    "StatusReading",
    "StatusUpdate",
    "Submission",
    "Tag",
    "Tagging",
    "Team",
    "WeeklyMessage",
]

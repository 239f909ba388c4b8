"""What is stored: one file a subject."""

from amends.models.absences import Absence
from amends.models.apologies import Apology
from amends.models.authority import AuthorityGrant, Certificate, RoleGrant
from amends.models.budgets import Budget, BudgetAlert
from amends.models.calendars import SiteCalendar
from amends.models.canned import CannedReply
from amends.models.care import CareFlag
from amends.models.cases import Case, Transfer
from amends.models.customers import Customer, CustomerJoin, Identity
from amends.models.digests import Channel, Digest
from amends.models.drafts import Draft
from amends.models.events import Event, Seal
from amends.models.fairness import FairnessReview
from amends.models.goodwill import GoodwillCurves
from amends.models.idempotency import IdempotencyKey
from amends.models.imports import ImportRun
from amends.models.jobs import Job, Turn
from amends.models.language_models import Contest, ContestRow, LanguageModel
from amends.models.law_in_cases import CaseLaw, LegalDate
from amends.models.learning import LearnedModel
from amends.models.ledger import LedgerEntry
from amends.models.links import CaseLink
from amends.models.listening import Artifact, Intake, ListeningPost
from amends.models.merges import Merge
from amends.models.messages import Message
from amends.models.notifications import Notification
from amends.models.offers import Approval, Delivery, Offer
from amends.models.on_call import OnCall
from amends.models.pauses import Pause
from amends.models.playbooks import PlaybookVersion
from amends.models.policies import PolicyVersion
from amends.models.preferences import Preference
from amends.models.presence import Presence
from amends.models.promises import Promise
from amends.models.readings import Reading, ReadingMark
from amends.models.reconciling import Mismatch, PaymentList
from amends.models.restrictions import Restriction
from amends.models.signing_in import Authenticator, Lockout, Passkey, RecoveryCode, ResetLink, Visit
from amends.models.site_law import SiteLaw
from amends.models.sites import Logo, Organisation, Site
from amends.models.skills import Skills
from amends.models.snoozing import Snooze
from amends.models.staff import Membership, Staff, Token
from amends.models.styles import StyleSign
from amends.models.suggestions import Suggestion
from amends.models.tags import CaseTag, Tag
from amends.models.tallies import Tally
from amends.models.taxonomy import FailureType
from amends.models.topics import Topic
from amends.models.undoing import Undo
from amends.models.views import SavedView
from amends.models.vouchers import Redemption, Voucher
from amends.models.warnings import EarlyWarning
from amends.models.watches import Watch

__all__ = [
    "Absence",
    "Apology",
    "Approval",
    "Artifact",
    "Authenticator",
    "AuthorityGrant",
    "Budget",
    "BudgetAlert",
    "CannedReply",
    "CareFlag",
    "Case",
    "CaseLaw",
    "CaseLink",
    "CaseTag",
    "Certificate",
    "Channel",
    "Contest",
    "ContestRow",
    "Customer",
    "CustomerJoin",
    "Delivery",
    "Digest",
    "Draft",
    "EarlyWarning",
    "Event",
    "FailureType",
    "FairnessReview",
    "GoodwillCurves",
    "IdempotencyKey",
    "Identity",
    "ImportRun",
    "Intake",
    "Job",
    "LanguageModel",
    "LearnedModel",
    "LedgerEntry",
    "LegalDate",
    "ListeningPost",
    "Lockout",
    "Logo",
    "Membership",
    "Merge",
    "Message",
    "Mismatch",
    "Notification",
    "Offer",
    "OnCall",
    "Organisation",
    "Passkey",
    "Pause",
    "PaymentList",
    "PlaybookVersion",
    "PolicyVersion",
    "Preference",
    "Presence",
    "Promise",
    "Reading",
    "ReadingMark",
    "RecoveryCode",
    "Redemption",
    "ResetLink",
    "Restriction",
    "RoleGrant",
    "SavedView",
    "Seal",
    "Site",
    "SiteCalendar",
    "SiteLaw",
    "Skills",
    "Snooze",
    "Staff",
    "StyleSign",
    "Suggestion",
    "Tag",
    "Tally",
    "Token",
    "Topic",
    "Transfer",
    "Turn",
    "Undo",
    "Visit",
    "Voucher",
    "Watch",
]

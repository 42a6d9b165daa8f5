/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-fields.h"
#include "kb-workflow.h"
#include "kb-entry.h"

G_BEGIN_DECLS

#define KB_CASE_ERROR (kb_case_error_quark ())

/**
 * KbCaseError:
 * @KB_CASE_ERROR_STORY: an opened part is not the agreed text
 * @KB_CASE_ERROR_WORK: an opened work part is not the agreed text
 * @KB_CASE_ERROR_STATE: saved bytes are not a state that this program knows
 * @KB_CASE_ERROR_TABLE: not a table of statuses and moves
 * @KB_CASE_ERROR_MESSAGE: an opened message is not the agreed text
 */
typedef enum
{
  KB_CASE_ERROR_STORY,
  KB_CASE_ERROR_WORK,
  KB_CASE_ERROR_STATE,
  KB_CASE_ERROR_TABLE,
  KB_CASE_ERROR_MESSAGE,
} KbCaseError;

GQuark kb_case_error_quark (void);

typedef enum
{
  KB_CHANNEL_PAGE,
  KB_CHANNEL_LETTER,
  KB_CHANNEL_WALK_IN,
  KB_CHANNEL_PHONE,
  KB_CHANNEL_EMAIL,
  KB_CHANNEL_OTHER,
} KbCaseChannel;

typedef enum
{
  KB_MILESTONE_MOVE = 1,         /* into @status */
  KB_MILESTONE_WAIT,             /* for the reporter, by the field `waits` */
  KB_MILESTONE_RESUME,           /* the reporter answered, or the field was emptied */
  KB_MILESTONE_ANSWER,           /* the office wrote to the reporter */
  KB_MILESTONE_REPORTER,         /* the reporter wrote */
} KbMilestoneKind;

/**
 * KbMilestone:
 *
 * What clocks run by. The state keeps the first answer, every move and wait, at most
 * KB_LIMIT_MILESTONES; what goes beyond is left out, on every desktop alike.
 */
typedef struct
{
  KbMilestoneKind  kind;
  const KbStatus  *status;       /* of a move */
  guint64          hour;
} KbMilestone;

/* Why an entry is set aside. 0: it is not. */
typedef enum
{
  KB_QUARANTINE_NONE = 0,
  KB_QUARANTINE_SIGNATURE = 1,   /* not signed by its author */
  KB_QUARANTINE_AUTHORITY = 2,   /* its author may not do this */
  KB_QUARANTINE_PART = 3,        /* a part is missing or has other bytes than signed */
  KB_QUARANTINE_SEAL = 4,        /* a sealed part does not open with the key it is for */
  KB_QUARANTINE_CONTEXT = 5,     /* a sealed part belongs to another entry */
  KB_QUARANTINE_TEXT = 6,        /* what was sealed is not the agreed text */
  KB_QUARANTINE_RULE = 7,        /* against the rules of its kind */
  KB_QUARANTINE_AUTHOR_SEQ = 8,  /* its author's number is missing or doubled */
} KbQuarantine;

/**
 * KbFoldInput:
 * @entry: one entry, in seq order
 * @place: where the intake put it; seq %KB_PENDING_SEQ where @pending
 * @plain: (nullable): the opened part, JSON without trailing spaces; %NULL for
 *   a stub, for a kind that is not sealed to this device, and in quarantine
 * @quarantine: why it is set aside, or 0
 * @author_name: (nullable): the enrolled person's name
 * @canary: a complaint that a supervisor's device signed as a test of the line
 * @author_role: (nullable): the enrolled person's role, by which moves are judged
 * @channel: of a complaint: how it came; checked by the caller
 * @pending: written here, not yet in the chain: folded on top of what is, and never saved
 * @old_key: sealed with a key that was not the newest when it arrived
 * @names: (nullable) (element-type utf8 utf8): who has which device: hex of the key → name;
 *   only for people, the fold asks nothing of it
 */
typedef struct
{
  const KbEntry *entry;
  const KbPlace *place;
  GBytes        *plain;
  KbQuarantine   quarantine;
  const char    *author_name;
  const char    *author_role;
  KbCaseChannel  channel;
  gboolean       pending;
  gboolean       old_key;
  gboolean       canary;
  GHashTable    *names;
} KbFoldInput;

/**
 * KbStreamState:
 *
 * What the fold keeps per stream: agenda numbers count complaint headers.
 */
typedef struct
{
  guint   year;                  /* of the last complaint, in WIB (UTC+7) */
  guint32 n_complaints;          /* in that year */
} KbStreamState;

/**
 * KbCaseState:
 *
 * A case as folded so far: what a list row and the panel need.
 */
typedef struct
{
  guint8        stream;
  guint8        case_id[KB_CASE_ID_SIZE];
  guint8        complaint_id[KB_HASH_SIZE];
  guint         year;
  guint32       number;          /* agenda number within the year */
  guint64       received_hour;   /* server hour */
  guint64       changed_hour;
  const KbStatus *status;        /* in force */
  guint64       status_hour;     /* since when */
  GArray       *milestones;      /* of KbMilestone, in order; NULL: none */
  KbCaseChannel channel;
  gboolean      waits;           /* for the reporter, by status or field */
  gboolean      objection;       /* the reporter objected and nobody has moved the case since */
  gboolean      has_mailbox;     /* there is a way back to the reporter */
  guint         n_from_reporter; /* messages */
  guint         n_from_office;
  guint64       last_reporter_hour; /* of the reporter's last message, 0: none */
  guint64       counter;         /* the highest of the office's answers */
  guint64       card_counter;    /* of the newest status card, 0: none */
  guint64       card_hour;       /* as of which it speaks */
  guint64       card_digest;     /* of what that card says, to know whether it is still true */
  KbQuarantine  quarantine;      /* of the complaint itself */
  guint         n_quarantined;   /* entries of this case set aside */
  gboolean      has_contact;
  gboolean      has_civil;
  gboolean      by_server;       /* sealed by the server: sent without JavaScript */
  gboolean      canary;
  gboolean      sealed;          /* this device holds no story (the custodian's) */
  gboolean      old_key;         /* the complaint was sealed with a key that was not the newest */
  gboolean      widened;         /* came from the leadership's stream */
  guint64       excluded_hour;   /* since when this device may not read on; 0: it may */
  guint64       seq;             /* of its last entry; what is not beyond it was folded before */
  guint         n_entries;
  guint         n_openings;      /* uses of the identity with purpose open */
  guint         n_pending;       /* entries written here that are not in the chain yet; not saved */
  guint         n_conflicts;     /* fields whose value a person must settle */
  GPtrArray    *fields;          /* of KbField; NULL: none */
  char         *assignee_name;   /* for people; NULL: unknown; not saved */
  char         *category;        /* code of docs/protocol.md, or "" */
  char         *group;
  char         *subject;         /* first sentence of the story, at most 120 characters */
  char         *unit;
  char         *alias;
} KbCaseState;

KbCaseState *kb_case_state_new    (void);
KbCaseState *kb_case_state_copy   (const KbCaseState   *self);
void         kb_case_state_free   (KbCaseState         *self);
/* Pure: state + entry → state. @state is %NULL for the first entry of a case, and stays the
 * caller's; returns a new state, or %NULL where the entry belongs to no case. */
KbCaseState *kb_case_fold         (KbStreamState       *stream_state,
                                   const KbCaseState   *state,
                                   const KbFoldInput   *input);
GBytes      *kb_case_state_save   (const KbCaseState   *self);
KbCaseState *kb_case_state_load   (GBytes              *saved,
                                   GError             **error);
GBytes      *kb_stream_state_save (const KbStreamState *self);
gboolean     kb_stream_state_load (GBytes              *saved,
                                   KbStreamState       *ret_state,
                                   GError             **error);
/* As the office sorts it now, else as the reporter did; "" where nobody did. (transfer full) */
char        *kb_case_state_dup_category (const KbCaseState *self);
char        *kb_case_state_dup_sub (const KbCaseState *self);
/* Group of the review sheet in force: "berkadar", …, "" while there is none. (transfer full) */
char        *kb_case_state_dup_sheet_group (const KbCaseState *self);
/* KB-2026-0412, leadership KBP-2026-0003 */
char        *kb_case_state_number (const KbCaseState   *self);
/* What the full-text index gets of one entry: words of the story, numbers, names; what officers and
 * the reporter wrote; never of an identity. NULL: nothing to find. */
char        *kb_case_search_text  (const KbCaseState   *state,
                                   KbKind               kind,
                                   GBytes              *plain);

/* Is the opened story what docs/protocol.md says? If not, the entry is quarantined as
 * KB_QUARANTINE_TEXT. */
gboolean     kb_story_check       (GBytes              *plain,
                                   GError             **error);

/* Does it claim to be a test of the line? kb_roster_check_canary() tells whether it is. */
gboolean     kb_story_get_canary  (GBytes              *plain,
                                   guint8               ret_key[KB_SIGN_PUBLIC_SIZE],
                                   guint8               ret_signature[KB_SIGN_SIGNATURE_SIZE]);

/* Does it claim to have come otherwise than by the page? kb_roster_check_filed() tells whether it
 * did; it signs the channel's text. */
gboolean     kb_story_get_filed   (GBytes              *plain,
                                   char                 ret_channel[16],
                                   guint8               ret_key[KB_SIGN_PUBLIC_SIZE],
                                   guint8               ret_signature[KB_SIGN_SIGNATURE_SIZE]);
/* "letter", "walk-in", "phone", "email", "other"; anything else is the page. */
KbCaseChannel kb_case_channel_from_string (const char  *text);

/* Texts of strangers, made harmless to show: control and direction characters go. Lines stay. */
char        *kb_text_for_display  (const char          *text);
/* The same in one line, single spaces. */
char        *kb_line_for_display  (const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbCaseState, kb_case_state_free)

G_END_DECLS

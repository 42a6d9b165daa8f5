/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-case-state.h"
#include "kb-sheet.h"

G_BEGIN_DECLS

/* How the worst clock of a case stands. */
typedef enum
{
  KB_CASE_DUE_NONE,              /* none runs */
  KB_CASE_DUE_PAUSED,
  KB_CASE_DUE_CALM,              /* further off than the office wants to be warned */
  KB_CASE_DUE_SOON,              /* or today */
  KB_CASE_DUE_LATE,
} KbCaseDue;

/**
 * KbCaseRow:
 *
 * A case in a list. Made at once and empty; filled when its page arrives, so
 * that widgets bind to its properties. Codes, not words: desktop translates.
 *
 * Properties: "id" (uint, local), "loaded" (boolean), "number" (string),
 * "category" (string, code), "group" (string, code), "subject", "unit", "alias" (strings),
 * "received" (int64, seconds), "unread" (boolean), "status" (string, code), "quarantine" (int),
 * "n-quarantined" (uint), "stream" (uint), "has-identity" (boolean), "n-openings" (uint),
 * "sealed" (boolean), "old-key" (boolean), "widened" (boolean), "excluded" (int64, seconds, 0:
 * not), "assignee" (string, hex key or ""), "assignee-name" (string or NULL), "important"
 * (boolean), "tags" (string, joined by commas), "n-conflicts" (uint), "n-pending" (uint: what waits
 * to be sent), "status-since" (int64, seconds), "waits", "objection", "has-mailbox" (booleans),
 * "channel" (int, #KbCaseChannel), "n-from-reporter", "n-from-office" (uint); of a row alone "due"
 * (int, #KbCaseDue), "left" (int: days, negative: late), "draft" (boolean).
 */
#define KB_TYPE_CASE_ROW (kb_case_row_get_type ())
G_DECLARE_FINAL_TYPE (KbCaseRow, kb_case_row, KB, CASE_ROW, GObject)

KbCaseRow         *kb_case_row_new       (guint32             id);
void               kb_case_row_fill      (KbCaseRow          *self,
                                          const KbCaseState  *state,
                                          gboolean            unread);
void               kb_case_row_set_due   (KbCaseRow          *self,
                                          KbCaseDue           due,
                                          int                 left);
void               kb_case_row_set_draft (KbCaseRow          *self,
                                          gboolean            draft);
guint32            kb_case_row_get_id    (KbCaseRow          *self);

/**
 * KbTimelineItem:
 *
 * One entry of a case. Properties: "kind" (int, #KbKind), "hour" (int64, seconds of the server
 * hour),
 * "author-name" (string or NULL: the reporter), "author-role" (string: "reporter", "officer", …),
 * "detail" (string, JSON members as text by kind: for identity-use reason, letter, fields),
 * "purpose" (string), "letter" (string), "reason" (string), "fields" (strv), "minutes" (uint),
 * "quarantine" (int), "seq" (uint64), "link" (string: hex of the chain there), "signature-ok"
 * (boolean), "pending" (boolean: not in the journal yet), "refused" (boolean: a move in it has no
 * effect), of messages "message-kind" (string: "message", "objection", "card"), "text" (string,
 * harmless to show), "asks" (boolean), of a complaint
 * "channel" (int, #KbCaseChannel).
 */
#define KB_TYPE_TIMELINE_ITEM (kb_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (KbTimelineItem, kb_timeline_item, KB, TIMELINE_ITEM, GObject)

/* (element-type KbPartDigest): what the entry's signature binds; and the entry's id, of
 * KB_HASH_SIZE bytes. */
const GArray      *kb_timeline_item_get_parts (KbTimelineItem *self);
const guint8      *kb_timeline_item_get_id (KbTimelineItem    *self);
/* Of KbWorkOp, names in place of keys, harmless to show; NULL: not work, or not readable. */
GPtrArray         *kb_timeline_item_get_ops (KbTimelineItem   *self);

/**
 * KbConflict:
 *
 * A field to which people who did not know of each other gave different values. Property: "field"
 * (string).
 */
#define KB_TYPE_CONFLICT (kb_conflict_get_type ())
G_DECLARE_FINAL_TYPE (KbConflict, kb_conflict, KB, CONFLICT, GObject)

/**
 * KbChoice:
 * @value: as in the field
 * @shown: the same for people: a name in place of a key
 * @author_name: (nullable): who wrote it
 * @hour: seconds of the server hour
 *
 * One of the values, in the journal's order: the first is in force.
 */
typedef struct
{
  char     *value;
  char     *shown;
  char     *author_name;
  gint64    hour;
  gboolean  pending;
} KbChoice;

const char        *kb_conflict_get_field     (KbConflict       *self);
guint              kb_conflict_get_n_choices (KbConflict       *self);
const KbChoice    *kb_conflict_get_choice    (KbConflict       *self,
                                              guint             i);

/* The change by which a choice holds, for kb_sync_write(): a move, a sheet, or the value set.
 * @value: of a #KbChoice. (transfer full) */
JsonObject        *kb_conflict_new_settling (const KbCaseState *state,
                                             const char        *field,
                                             const char        *value);

/**
 * KbSheetVersion:
 * @author_name: (nullable)
 * @hour: seconds of the server hour
 * @in_force: what moves are judged by; of a conflict the first
 *
 * The review sheet as it was saved once.
 */
typedef struct
{
  KbSheet  *sheet;
  char     *author_name;
  gint64    hour;
  gboolean  pending;
  gboolean  in_force;
} KbSheetVersion;

/**
 * KbCase:
 *
 * One case in full, as the detail pane shows it. Properties of KbCaseRow, and "text" (the story),
 * "reported-kind", "reported-name", "reported-position", "inspectorate", "when-from", "when-to",
 * "where", "value", "witnesses", "elsewhere", "evidence" (strings), "registration" (XXXXX-XXXXX),
 * "by-server" (boolean), "timeline" (GListModel of KbTimelineItem), "conflicts" (GListModel of
 * KbConflict).
 */
#define KB_TYPE_CASE (kb_case_get_type ())
G_DECLARE_FINAL_TYPE (KbCase, kb_case, KB, CASE, GObject)

KbCase            *kb_case_new           (guint32             id,
                                          const KbCaseState  *state,
                                          gboolean            unread,
                                          const KbFoldInput  *inputs,
                                          guint               n_inputs);
guint32            kb_case_get_id        (KbCase             *self);
const KbCaseState *kb_case_get_state     (KbCase             *self);
GListModel        *kb_case_get_timeline  (KbCase             *self);
GListModel        *kb_case_get_conflicts (KbCase             *self);
/* (element-type KbSheetVersion) (transfer none): in the journal's order; texts as they were
 * written, not made harmless to show. */
GPtrArray         *kb_case_get_sheets    (KbCase             *self);
/* The one in force; NULL: none was saved. */
const KbSheetVersion *kb_case_get_sheet  (KbCase             *self);

/**
 * KbCaseSource:
 *
 * Where a list gets its rows from; the desktop implements it over the store.
 */
#define KB_TYPE_CASE_SOURCE (kb_case_source_get_type ())
G_DECLARE_INTERFACE (KbCaseSource, kb_case_source, KB, CASE_SOURCE, GObject)

struct _KbCaseSourceInterface
{
  GTypeInterface parent_iface;

  /* Fills the rows (kb_case_row_fill) whose ids are given, on the main thread, then calls back. */
  void     (*fill_async)  (KbCaseSource         *self,
                           GPtrArray            *rows,       /* of KbCaseRow */
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
  gboolean (*fill_finish) (KbCaseSource         *self,
                           GAsyncResult         *result,
                           GError              **error);
};

/**
 * KbCaseList:
 *
 * A lazy GListModel of KbCaseRow over an array of case ids, newest first. Rows are made on demand
 * and asked of the source in pages; at most some hundred are kept.
 */
#define KB_TYPE_CASE_LIST (kb_case_list_get_type ())
G_DECLARE_FINAL_TYPE (KbCaseList, kb_case_list, KB, CASE_LIST, GObject)

KbCaseList        *kb_case_list_new      (KbCaseSource       *source);
/* Replaces the ids (guint32, in display order); emits the smallest items-changed it can find by
 * comparing ends. */
void               kb_case_list_set_ids  (KbCaseList         *self,
                                          GArray             *ids);
/* Rows of these ids are loaded anew if they are held. */
void               kb_case_list_refresh  (KbCaseList         *self,
                                          const guint32      *ids,
                                          guint               n_ids);
void               kb_case_list_refresh_all (KbCaseList      *self);
/* The row of a case where somebody holds it. (transfer none) (nullable) */
KbCaseRow         *kb_case_list_get_row  (KbCaseList         *self,
                                          guint32             id);
gboolean           kb_case_list_find     (KbCaseList         *self,
                                          guint32             id,
                                          guint              *ret_position);

G_END_DECLS

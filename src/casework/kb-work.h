/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KB_WORK_ASSIGNEE "assignee"      /* hex key of a device, or "" */
#define KB_WORK_IMPORTANCE "importance"  /* "high", or "" */
#define KB_WORK_CATEGORY "category"      /* as the office sorts it: codes of the guide */
#define KB_WORK_SUB "sub"
#define KB_WORK_TEAM "team"
#define KB_WORK_LETTER "letter"          /* number of the Surat Tugas */
#define KB_WORK_LETTER_DATE "letter_date" /* dates are 2026-11-24 */
#define KB_WORK_DISPOSITION "disposition"
#define KB_WORK_CLARIFIED "clarified"    /* date */
#define KB_WORK_EXAMINED "examined"      /* date */
#define KB_WORK_LHP "lhp"                /* number of the report */
#define KB_WORK_LHP_DATE "lhp_date"
#define KB_WORK_LOSS "loss"              /* whole rupiah, digits */
#define KB_WORK_RECOVERED "recovered"
#define KB_WORK_FOLLOWUP "followup"
#define KB_WORK_WAITS "waits"            /* "reporter", or "" */
#define KB_WORK_TAGS "tags"              /* several */
#define KB_WORK_RELATED "related"        /* several: hex of another case */
#define KB_WORK_STATUS "status"          /* written by moves only */

typedef enum
{
  KB_WORK_SET,
  KB_WORK_ADD,
  KB_WORK_REMOVE,
  KB_WORK_NOTE,
  KB_WORK_MOVE,
  KB_WORK_SAVE_SHEET,
  KB_WORK_DID,
} KbWorkKind;

/**
 * KbWorkOp:
 * @field: [a-z_]; of a move "status", of a sheet "sheet", of a record what was done; %NULL for a
 *   note
 * @value: the value, the note's text, the status moved to, the sheet as kb_sheet_to_json() writes
 *   it, or the record's detail
 * @from: of a move: the status that its author saw
 * @reason: of a move: maybe ""
 *
 * One change of a `work` part.
 */
typedef struct
{
  KbWorkKind  kind;
  char       *field;
  char       *value;
  char       *from;
  char       *reason;
} KbWorkOp;

/* Of KbWorkOp; NULL with KB_CASE_ERROR_WORK unless @plain is what docs/protocol.md says. */
GPtrArray  *kb_work_parse        (GBytes       *plain,
                                  GError      **error);
/* If not, the entry is quarantined as KB_QUARANTINE_TEXT. */
gboolean    kb_work_check        (GBytes       *plain,
                                  GError      **error);
/* Does this program know more of the field than its name? */
gboolean    kb_work_field_is_known (const char *field);
/* Is the value, as typed, one of the field's form? Of fields with one value. */
gboolean    kb_work_check_value    (const char *field,
                                    const char *value);
/* {"ops": [one change]}, for kb_sync_write(): set, add, remove, or a note, with @field NULL. Not
 * checked: a part of this office's own that says too much is refused by everyone's reader. */
JsonObject *kb_work_new          (KbWorkKind    kind,
                                  const char   *field,
                                  const char   *value);
/* @reason may be "". */
JsonObject *kb_work_new_move     (const char   *from,
                                  const char   *to,
                                  const char   *reason);
/* A record without effect: @what "export", "print", … */
JsonObject *kb_work_new_did      (const char   *what,
                                  const char   *detail);
/* Puts the changes of @more behind those of @members: several in one entry. */
void        kb_work_append       (JsonObject   *members,
                                  JsonObject   *more);

G_END_DECLS

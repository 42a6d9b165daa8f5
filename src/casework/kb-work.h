/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KB_WORK_ASSIGNEE "assignee"      /* hex key of a device, or "" */
#define KB_WORK_IMPORTANCE "importance"  /* "high", or "" */
#define KB_WORK_TAGS "tags"

typedef enum
{
  KB_WORK_SET,
  KB_WORK_ADD,
  KB_WORK_REMOVE,
  KB_WORK_NOTE,
} KbWorkKind;

/**
 * KbWorkOp:
 * @field: [a-z_], or %NULL for a note
 * @value: the value, or the note's text
 *
 * One change of a `work` part.
 */
typedef struct
{
  KbWorkKind  kind;
  char       *field;
  char       *value;
} KbWorkOp;

/* Of KbWorkOp; NULL with KB_CASE_ERROR_WORK unless @plain is what docs/protocol.md says. */
GPtrArray  *kb_work_parse        (GBytes       *plain,
                                  GError      **error);
/* If not, the entry is quarantined as KB_QUARANTINE_TEXT. */
gboolean    kb_work_check        (GBytes       *plain,
                                  GError      **error);
/* Does this program know more of the field than its name? */
gboolean    kb_work_field_is_known (const char *field);
/* {"ops": [one change]}, for kb_sync_write(); @field NULL for a note. Not checked: a part of this
 * office's own that says too much is refused by everyone's reader. */
JsonObject *kb_work_new          (KbWorkKind    kind,
                                  const char   *field,
                                  const char   *value);

G_END_DECLS

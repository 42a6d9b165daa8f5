/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-bytes.h"
#include "kb-chain.h"
#include "kb-work.h"

G_BEGIN_DECLS

#define KB_PENDING_SEQ G_MAXUINT64       /* place of an entry that is not in the chain yet */

/**
 * KbFieldWrite:
 * @seq: its entry's place in the stream, or %KB_PENDING_SEQ
 * @author_seq: its entry's number among the author's
 * @hour: server hour
 *
 * A write that no later one has replaced.
 */
typedef struct
{
  char    *value;
  guint8   author[KB_SIGN_PUBLIC_SIZE];
  guint64  seq;
  guint64  author_seq;
  guint64  hour;
} KbFieldWrite;

/**
 * KbField:
 * @several: a field with several values (add, remove), else one value (set)
 * @writes: (element-type KbFieldWrite): at least one, in the journal's order
 *
 * Of one value: the first write is in force; others with another value are in
 * conflict with it. Of several: each value was added once or more.
 */
typedef struct
{
  char      *name;
  gboolean   several;
  GPtrArray *writes;
} KbField;

/* Arrays of KbField; NULL is an empty one. */
GPtrArray     *kb_case_fields_copy      (GPtrArray            *fields);
/* One change by the entry of @header at @place. Makes the array where there is none. */
void           kb_case_fields_apply     (GPtrArray           **fields,
                                         const KbHeader       *header,
                                         const KbPlace        *place,
                                         const KbWorkOp       *op);
const KbField *kb_case_fields_find      (GPtrArray            *fields,
                                         const char           *name,
                                         gboolean              several);
/* In force, of a field with one value; "" where there is none. */
const char    *kb_case_fields_get_value (GPtrArray            *fields,
                                         const char           *name);
/* Distinct values of a field with several, in the journal's order. */
GStrv          kb_case_fields_dup_values (GPtrArray           *fields,
                                          const char          *name);
gboolean       kb_field_write_is_known  (const KbFieldWrite   *write,
                                         const KbHeader       *header);
gboolean       kb_field_is_in_conflict  (const KbField        *field);
guint          kb_case_fields_count_conflicts (GPtrArray      *fields);

/* As in kb_case_state_save(). */
void           kb_case_fields_write     (GPtrArray            *fields,
                                         GByteArray           *out);
GPtrArray     *kb_case_fields_read      (KbReader             *reader);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KbFieldKind:
 * @KB_FIELD_TEXT: one line
 * @KB_FIELD_DATE: in the case "2026-11-24", for people "24 November 2026"
 * @KB_FIELD_MONEY: whole rupiah, in the case "1250000", for people "Rp1.250.000"
 *
 * How a field's value is read from what a person types, and shown.
 */
typedef enum
{
  KB_FIELD_TEXT,
  KB_FIELD_DATE,
  KB_FIELD_MONEY,
} KbFieldKind;

/* Of a case's field by its name. */
KbFieldKind kb_field_kind (const char *field);
/* NULL: not such a value. Empty text is the empty value. (transfer full) */
char *kb_field_text_read (KbFieldKind  kind,
                          const char  *typed);
/* What the case has; a value of another form as it is. (transfer full) */
char *kb_field_text_show (KbFieldKind  kind,
                          const char  *value);

G_END_DECLS

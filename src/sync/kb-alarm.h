/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-chain.h"

G_BEGIN_DECLS

/**
 * KbAlarm:
 * @code: stable and short; kb_alarm_get_sentence() knows it
 * @since: seconds since 1970 by this computer's clock
 * @stream: where it was seen, 0: in none
 * @seq: the entry that shows it, or the last one kept; 0: none
 * @author: whom it names, or zeros
 *
 * Something that an honest server, or an honest colleague, does not do. Kept
 * until a person has looked.
 */
typedef struct
{
  char    code[16];
  gint64  since;
  guint8  stream;
  guint64 seq;
  guint8  author[KB_SIGN_PUBLIC_SIZE];
} KbAlarm;

/* One line of text: the form in which the store keeps it. */
char        *kb_alarm_to_line       (const KbAlarm  *self);
gboolean     kb_alarm_from_line     (const char     *line,
                                     KbAlarm        *ret_alarm);
gboolean     kb_alarm_has_author    (const KbAlarm  *self);
/* The code of a #KbChainError. */
const char  *kb_alarm_code_of       (const GError   *error);
/* Two or three words, and what happened, what is safe, what to do; in the person's language. Any
 * code has them. */
const char  *kb_alarm_get_title     (const char     *code);
const char  *kb_alarm_get_sentence  (const char     *code);

G_END_DECLS

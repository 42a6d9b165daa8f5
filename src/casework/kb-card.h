/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-deadline.h"

G_BEGIN_DECLS

#define KB_CARD_USES 200u        /* of an identity, that a card lists: the first ones */

/* Of whoever the reporter's next message is sealed to. */
typedef struct
{
  const char *audience;
  guint32     epoch;
  const char *recipient;         /* age1… */
} KbCardReader;

/* The content of a status card (docs/protocol.md "Answers"). @uses: [{purpose, hour, parts}], of
 * purpose "open", taken. */
JsonObject *kb_card_new         (const KbCaseState  *state,
                                 const KbClocks     *clocks,
                                 gint64              now,
                                 JsonArray          *uses,
                                 const KbCardReader *reader);
/* What a card says, in 64 bits and never 0, for KbCaseState.card_digest: status, waiting, number of
 * uses, reader. Not `since` and `due`, which follow from these, nor `as_of`. */
guint64     kb_card_digest      (JsonObject         *content);
/* The same of what a card would say now. */
guint64     kb_card_digest_now  (const KbCaseState  *state,
                                 const KbCardReader *reader);
/* Since which hour the reporter must be told something; 0: not yet. @key_hour: in which the
 * reader's key was made. */
guint64     kb_card_find_due    (const KbCaseState  *state,
                                 const KbCardReader *reader,
                                 guint64             key_hour,
                                 gint64              now);

G_END_DECLS

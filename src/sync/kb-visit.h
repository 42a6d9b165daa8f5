/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-compose.h"
#include "kb-endpoint.h"

G_BEGIN_DECLS

/**
 * KbVisit:
 * @complaint: the reporter's
 * @last_seq: author_seq of the reporter's last entry, with @last_id
 * @lines: (element-type JsonObject): messages of both, in order: hour (seconds), by ("office",
 *   "reporter"), kind, text, asks
 * @n_set_aside: what is not what it claims to be
 * @card: (nullable): content of the newest status card, with @card_counter
 *
 * What a reporter finds on coming back, and the page shows; for the command line and tests.
 */
typedef struct
{
  KbReporter    *reporter;      /* borrowed */
  struct _KbAgeIdentity *age;   /* private */
  KbEntry       *complaint;
  guint64        last_seq;
  guint8         last_id[KB_HASH_SIZE];
  GPtrArray     *lines;
  guint          n_set_aside;
  JsonObject    *card;
  guint64        card_counter;
} KbVisit;

KbVisit *kb_visit_new     (KbEndpoint       *endpoint,
                           KbReporter       *reporter,
                           GCancellable     *cancellable,
                           GError          **error);
void     kb_visit_free    (KbVisit          *self);
KbEntry *kb_visit_compose (KbVisit          *visit,
                           const KbProfile  *profile,
                           const char       *kind,
                           const char       *text,
                           GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbVisit, kb_visit_free)

G_END_DECLS

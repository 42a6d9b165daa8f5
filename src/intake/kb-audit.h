/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-storage.h"

G_BEGIN_DECLS

/**
 * KbAudit:
 * @heads: by stream
 * @n_lost: identity parts that are stated and are not there
 *
 * What was found in a journal without fault.
 */
typedef struct
{
  KbChain heads[KB_STREAM_LEADERSHIP + 1];
  guint   n_lost;
} KbAudit;

gboolean kb_audit_run (KbStorage     *storage,
                       const guint8   intake[KB_SIGN_PUBLIC_SIZE],
                       KbAudit       *ret_audit,
                       GError       **error);

G_END_DECLS

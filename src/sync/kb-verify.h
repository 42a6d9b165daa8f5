/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sync.h"

G_BEGIN_DECLS

/**
 * KbVerifyReport:
 * @n_wrong: entries whose stored verdict or text is not what checking again gives
 * @first_wrong: seq of the first of them in its stream, 0 for none
 */
typedef struct
{
  guint64 n_entries[4];         /* by KbStream */
  guint64 n_quarantined;
  guint64 n_wrong;
  guint64 first_wrong;
  KbStream wrong_stream;
} KbVerifyReport;

gboolean kb_verify_journal (KbMembership    *membership,
                            KbStore         *store,
                            KbVerifyReport  *ret_report,
                            GCancellable    *cancellable,
                            GError         **error);

G_END_DECLS

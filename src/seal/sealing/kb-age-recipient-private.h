/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-seal.h"
#include "kb-agecore-keys.h"

G_BEGIN_DECLS

GByteArray *kb_age_header_new (KbAgeRecipient *const *recipients,
                               gsize                  n_recipients,
                               guint8                *ret_payload_key,
                               GError               **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-open.h"
#include "kb-age-seal.h"

G_BEGIN_DECLS

#define CHUNK        65536
#define SEALED_CHUNK (CHUNK + 16)

#define NO_LIMIT G_MAXSIZE

KbSecret       *testing_secret       (const char     *text);
KbAgeRecipient *testing_recipient    (KbAgeIdentity  *identity);
GBytes         *testing_plaintext    (gsize           size);
GBytes         *testing_seal         (GBytes         *plaintext,
                                      KbAgeIdentity  *identity);
GBytes         *testing_open         (GBytes         *file,
                                      KbAgeIdentity  *identity,
                                      GError        **error);
GBytes         *testing_open_stream  (GBytes         *file,
                                      KbAgeIdentity  *identity,
                                      gsize           read_size,
                                      GError        **error);
gsize           testing_header_size  (GBytes         *file);
GBytes         *testing_flip         (GBytes         *file,
                                      gsize           at);

G_END_DECLS

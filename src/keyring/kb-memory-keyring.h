/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"

G_BEGIN_DECLS

/**
 * KbMemoryKeyring:
 *
 * A keyring for tests and bench: forgets everything with its last reference.
 */
#define KB_TYPE_MEMORY_KEYRING (kb_memory_keyring_get_type ())
G_DECLARE_FINAL_TYPE (KbMemoryKeyring, kb_memory_keyring, KB, MEMORY_KEYRING, GObject)

/* From now on each call fails with this code of KbKeyringError; -1: none does. */
void kb_memory_keyring_fail_with (KbMemoryKeyring *self,
                                  int              code);

G_END_DECLS

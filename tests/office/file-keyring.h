/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"

G_BEGIN_DECLS

/* A keyring for tests in plain files: unlike one in memory it outlives kill -9, unlike the real one
 * it takes milliseconds to make. */
#define TYPE_FILE_KEYRING (file_keyring_get_type ())
G_DECLARE_FINAL_TYPE (FileKeyring, file_keyring, FILE, KEYRING, GObject)

KbKeyring *file_keyring_new (const char *folder);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-roster.h"

G_BEGIN_DECLS

#define FIXED_ROSTER_SEQ 2

/* An office that is the same each time, for inputs that are kept in files. */
KbSigningKey *fixed_key          (const char    *name);
KbRoster     *fixed_roster_new   (void);
KbEntry      *fixed_roster_entry (guint8         kind,
                                  gconstpointer  body,
                                  gsize          size);
KbDevice      fixed_device       (const char    *key_name,
                                  KbDeviceRole   role);

G_END_DECLS

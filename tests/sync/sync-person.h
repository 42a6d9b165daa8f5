/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sync.h"
#include "kb-test-office.h"

G_BEGIN_DECLS

/* A person's membership of the test office, keyring in memory, files in @directory/NAME. */
KbMembership *sync_person_new   (KbTestOffice   *office,
                                 KbTestDevice   *device,
                                 const guint8    intake[KB_SIGN_PUBLIC_SIZE],
                                 const char     *token,
                                 const char     *directory);
/* The same for another process: keys and all, in a file. */
void          sync_person_write (KbMembership   *person,
                                 const char     *path);
KbMembership *sync_person_read  (const char     *path);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"

G_BEGIN_DECLS

/* The blocking calls of KbKeyring on a thread of GTask's pool, for windows. */
void      kb_keyring_lookup_async  (KbKeyring            *self,
                                    const char           *item,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
KbSecret *kb_keyring_lookup_finish (KbKeyring            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
void      kb_keyring_store_async   (KbKeyring            *self,
                                    const char           *item,
                                    KbSecret             *secret,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean  kb_keyring_store_finish  (KbKeyring            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
void      kb_keyring_unlock_async  (KbKeyring            *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean  kb_keyring_unlock_finish (KbKeyring            *self,
                                    GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS

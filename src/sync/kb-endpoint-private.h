/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-endpoint.h"

G_BEGIN_DECLS

GBytes *kb_endpoint_get_bytes (KbEndpoint    *self,
                               gboolean       as_device,
                               const char    *path,
                               const char    *type,        /* nullable */
                               gsize          max,
                               GCancellable  *cancellable,
                               GError       **error);
GBytes *kb_endpoint_exchange (KbEndpoint    *self,
                              const char    *method,
                              gboolean       as_device,
                              const char    *path,
                              const char    *type,
                              GBytes        *body,        /* nullable */
                              GCancellable  *cancellable,
                              GError       **error);

G_END_DECLS

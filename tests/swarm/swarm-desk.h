/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-ceremony.h"

G_BEGIN_DECLS

/**
 * SwarmDesk:
 *
 * A desktop's core without its windows; @office is filled when the profile has
 * joined one.
 */
typedef struct
{
  const char   *profile;
  KbKeyring    *keyring;
  KbOffice      office;
} SwarmDesk;

/* One command; what it answers beside "ok" goes into @answer. */
typedef gboolean (*SwarmCommand) (SwarmDesk    *desk,
                                  JsonObject   *command,
                                  JsonObject   *answer,
                                  GError      **error);

gboolean     swarm_desk_open         (SwarmDesk     *self,
                                      GError       **error);
/* Writing and looking; NULL: no such command. */
SwarmCommand swarm_find_work         (const char    *name);
/* Founding, joining, revoking. */
SwarmCommand swarm_find_ceremony     (const char    *name);

G_END_DECLS

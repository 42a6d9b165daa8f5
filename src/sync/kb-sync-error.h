/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KB_SYNC_ERROR (kb_sync_error_quark ())

/**
 * KbSyncError: what a person is told apart
 * @KB_SYNC_ERROR_UNREACHABLE: no connection to the server
 * @KB_SYNC_ERROR_TLS: its certificate does not fit
 * @KB_SYNC_ERROR_UNKNOWN_DEVICE: 401, the server does not know this device
 * @KB_SYNC_ERROR_NOT_ENTITLED: 403
 * @KB_SYNC_ERROR_BUSY: 429 or 503; tried again later
 * @KB_SYNC_ERROR_SERVER: another 4xx or 5xx
 * @KB_SYNC_ERROR_PROTOCOL: an answer that is not of the agreed form
 * @KB_SYNC_ERROR_JOURNAL: the server's journal does not fit what this computer
 *   has seen (chain errors); an alarm, kept until a person has looked
 * @KB_SYNC_ERROR_UPDATE: an entry that only a newer program understands
 * @KB_SYNC_ERROR_CONFLICT: 409: the entry was not taken as it is
 * @KB_SYNC_ERROR_NOT_FOUND: 404
 * @KB_SYNC_ERROR_RESTORING: it lost its journal, or some of it, and waits to be filled again
 * @KB_SYNC_ERROR_NO_MAILBOX: the case has no way back to its reporter
 */
typedef enum
{
  KB_SYNC_ERROR_UNREACHABLE,
  KB_SYNC_ERROR_TLS,
  KB_SYNC_ERROR_UNKNOWN_DEVICE,
  KB_SYNC_ERROR_NOT_ENTITLED,
  KB_SYNC_ERROR_BUSY,
  KB_SYNC_ERROR_SERVER,
  KB_SYNC_ERROR_PROTOCOL,
  KB_SYNC_ERROR_JOURNAL,
  KB_SYNC_ERROR_UPDATE,
  KB_SYNC_ERROR_CONFLICT,
  KB_SYNC_ERROR_NOT_FOUND,
  KB_SYNC_ERROR_RESTORING,
  KB_SYNC_ERROR_NO_MAILBOX,
} KbSyncError;

GQuark kb_sync_error_quark (void);

G_END_DECLS

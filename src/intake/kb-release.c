/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"

#include "kb-body.h"
#include "kb-bytes.h"
#include "kb-query.h"

#include <string.h>

/* A use entry releases its parts while the server's hour is that of the entry
 * or the one after it: long enough to try again on a bad line, too short for a
 * second look on another day that nobody would see in the journal. */
#define RELEASE_HOURS 1

typedef struct
{
  guint8     complaint[KB_HASH_SIZE];
  guint8     use[KB_HASH_SIZE];
  KbPartRole role;
} Wanted;

/* ID/ROLE?use=ID */
static KbRefusal
read_wanted (KbRequest  *request,
             const char *rest,
             Wanted     *ret_wanted)
{
  g_auto(GStrv) parts = g_strsplit (rest, "/", 3);

  if (g_strv_length (parts) != 2 ||
      !kb_hex_decode (parts[0], ret_wanted->complaint, KB_HASH_SIZE) ||
      !kb_role_from_string (parts[1], &ret_wanted->role) || !kb_role_is_identity (ret_wanted->role))
    return KB_REFUSAL_NOT_FOUND;
  if (!kb_query_hex (kb_request_get_query (request), "use", ret_wanted->use, KB_HASH_SIZE))
    return KB_REFUSAL_BAD_QUERY;

  return KB_REFUSAL_NONE;
}

static gboolean
take_entry (const KbPlace *place,
            gconstpointer  frame,
            gsize          size,
            gpointer       data)
{
  KbEntry **ret_entry = data;

  *ret_entry = kb_entry_decode (frame, size, NULL);

  return FALSE;
}

/* Reads the entry that is said to put the use on record; @ret_use stays NULL
 * when it is none by this device, or too old. */
static gboolean
find_use (KbServer        *server,
          const KbDevice  *device,
          const guint8     id[KB_HASH_SIZE],
          KbEntry        **ret_use,
          GError         **error)
{
  guint64 hour = kb_clock_hour (&server->clock);
  KbStoredPlace place;

  if (!kb_storage_find_entry (server->storage, id, &place, error))
    return FALSE;
  if (place.stream == 0 || place.kind != KB_KIND_IDENTITY_USE ||
      memcmp (place.author, device->sign, sizeof place.author) != 0 ||
      hour > place.hour + RELEASE_HOURS)
    return TRUE;

  return kb_storage_each (server->storage, place.stream, place.seq - 1, 1, take_entry, ret_use,
                          error);
}

/* What counts as an opening, for desktops and for us: another purpose would be
 * a look that nobody counts. */
#define PURPOSE "open"

static gboolean
covers (const KbEntry *use,
        const Wanted  *wanted)
{
  KbIdentityUseBody body;

  return kb_body_read_identity_use (use, &body, NULL) &&
         g_str_equal (body.purpose, PURPOSE) &&
         memcmp (body.complaint, wanted->complaint, sizeof body.complaint) == 0 &&
         (body.parts & 1u << wanted->role) != 0;
}

/**
 * kb_release_why_missing:
 * @complaint: where it stands
 * @role: of an identity part that is not stored
 *
 * Desktops keep no identity parts: what came back from them lacks those, and
 * the complaint's header still says that there was one.
 */
KbRefusal
kb_release_why_missing (KbServer            *server,
                        const KbStoredPlace *complaint,
                        KbPartRole           role)
{
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  if (!kb_storage_each (server->storage, complaint->stream, complaint->seq - 1, 1, take_entry,
                        &entry, &error))
    return kb_refusal_from_storage (error);

  return entry != NULL && kb_entry_has_part (entry, role) ? KB_REFUSAL_PART_LOST
                                                          : KB_REFUSAL_BAD_BODY;
}

static KbRefusal
find_part (KbServer      *server,
           const KbEntry *use,
           const Wanted  *wanted,
           GBytes       **ret_part)
{
  KbStoredPlace place;
  g_autoptr(GError) error = NULL;

  if (!kb_storage_find_entry (server->storage, wanted->complaint, &place, &error))
    return kb_refusal_from_storage (error);
  if (place.stream != kb_entry_get_header (use)->stream)
    return KB_REFUSAL_NOT_FOUND;
  if (!kb_storage_find_identity (server->storage, place.stream, place.seq, wanted->role, ret_part,
                                 &error))
    return kb_refusal_from_storage (error);

  return *ret_part != NULL ? KB_REFUSAL_NONE
                           : kb_release_why_missing (server, &place, wanted->role);
}

/* The role of a device is not enough: one custodian is active, the last who was
 * appointed. */
static gboolean
is_active_custodian (KbServer       *server,
                     const KbDevice *device)
{
  const KbAppointment *appointment =
    kb_roster_get_custodian (kb_standing_get_roster (server->standing), G_MAXUINT64);

  return device != NULL && device->role == KB_DEVICE_ROLE_CUSTODIAN && appointment != NULL &&
         memcmp (appointment->device, device->sign, sizeof device->sign) == 0;
}

static KbRefusal
release (KbServer       *server,
         const KbDevice *device,
         const Wanted   *wanted,
         GBytes        **ret_part)
{
  g_autoptr(KbEntry) use = NULL;
  g_autoptr(GError) error = NULL;

  if (!find_use (server, device, wanted->use, &use, &error))
    return kb_refusal_from_storage (error);
  if (use == NULL || !covers (use, wanted))
    return KB_REFUSAL_NOT_ON_RECORD;

  return find_part (server, use, wanted, ret_part);
}

/**
 * kb_release_handle:
 *
 * GET /v1/identities/ID/ROLE?use=ID: one sealed identity part, on record only.
 */
void
kb_release_handle (KbServer   *server,
                   KbRequest  *request,
                   const char *rest)
{
  g_autoptr(GBytes) part = NULL;
  KbCaller caller;
  Wanted wanted;
  KbRefusal refusal = kb_devices_identify (server, request, &caller);

  if (refusal == KB_REFUSAL_NONE)
    refusal = read_wanted (request, rest, &wanted);
  if (refusal == KB_REFUSAL_NONE && !is_active_custodian (server, caller.device))
    refusal = KB_REFUSAL_NOT_ALLOWED;
  if (refusal == KB_REFUSAL_NONE)
    refusal = release (server, caller.device, &wanted, &part);

  if (refusal != KB_REFUSAL_NONE)
    kb_request_refuse (request, refusal);
  else
    kb_request_answer (request, SOUP_STATUS_OK, "application/octet-stream", part);
}

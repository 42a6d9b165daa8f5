/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixed-roster.h"

#include "kb-roster-bodies.h"

#include <sodium.h>
#include <string.h>

/* Of the right form, which is all that the roster looks at. */
#define AGE "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"

static guint8 genesis_id[KB_HASH_SIZE];

KbSigningKey *
fixed_key (const char *name)
{
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);

  crypto_hash_sha256 (kb_secret_get_writable (seed), (const guint8 *) name, strlen (name));

  return kb_signing_key_new_from_seed (seed);
}

KbDevice
fixed_device (const char   *key_name,
              KbDeviceRole  role)
{
  g_autoptr(KbSigningKey) key = fixed_key (key_name);
  KbDevice device = { .age = AGE, .name = (char *) "Komputer", .role = role };

  memcpy (device.sign, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  memcpy (device.token, device.sign, KB_HASH_SIZE);

  return device;
}

static KbEntry *
make_entry (guint8         kind,
            gconstpointer  data,
            gsize          size,
            gboolean       genesis)
{
  g_autoptr(KbSigningKey) supervisor = fixed_key ("supervisor");
  g_autoptr(GBytes) body = g_bytes_new (data, size);
  g_autoptr(GBytes) key = g_bytes_new_static ("", 0);
  GBytes *parts[] = { body, key };
  KbHeader header = { .kind = kind, .stream = KB_STREAM_ROSTER, .author_seq = 1 };

  if (!genesis)
    memcpy (header.genesis, genesis_id, KB_HASH_SIZE);
  memcpy (header.author, kb_signing_key_get_public (supervisor), KB_SIGN_PUBLIC_SIZE);
  kb_header_add_part (&header, KB_ROLE_BODY, body);
  if (kind == KB_KIND_GRANT)
    kb_header_add_part (&header, KB_ROLE_KEY, key);

  return kb_entry_new (&header, parts, supervisor);
}

/* An entry by the supervisor of fixed_roster_new(). */
KbEntry *
fixed_roster_entry (guint8         kind,
                    gconstpointer  body,
                    gsize          size)
{
  return make_entry (kind, body, size, FALSE);
}

static void
apply (KbRoster *roster,
       KbEntry  *entry,
       guint64   seq)
{
  g_autoptr(GError) error = NULL;

  kb_roster_apply (roster, entry, seq, &error);
  g_assert_no_error (error);
  kb_entry_unref (entry);
}

static void
apply_device (KbRoster *roster)
{
  g_autoptr(KbSigningKey) key = fixed_key ("custodian");
  g_autoptr(GBytes) body = NULL;
  KbDevice device = fixed_device ("custodian", KB_DEVICE_ROLE_CUSTODIAN);
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];

  kb_roster_accept (genesis_id, &device, key, accept);
  body = kb_roster_device_body (&device, accept);
  apply (roster, make_entry (KB_KIND_DEVICE, g_bytes_get_data (body, NULL),
                             g_bytes_get_size (body), FALSE), 2);
}

KbRoster *
fixed_roster_new (void)
{
  g_autoptr(KbSigningKey) intake = fixed_key ("intake");
  g_autoptr(KbSigningKey) recovery = fixed_key ("recovery");
  KbDevice supervisor = fixed_device ("supervisor", KB_DEVICE_ROLE_SUPERVISOR);
  g_autoptr(GBytes) body = kb_roster_genesis_body ("Inspektorat",
                                                   kb_signing_key_get_public (intake),
                                                   kb_signing_key_get_public (recovery), AGE,
                                                   kb_signing_key_get_public (recovery),
                                                   &supervisor);
  KbEntry *genesis = make_entry (KB_KIND_GENESIS, g_bytes_get_data (body, NULL),
                                 g_bytes_get_size (body), TRUE);
  KbRoster *roster = kb_roster_new ();

  memcpy (genesis_id, kb_entry_get_id (genesis), KB_HASH_SIZE);
  apply (roster, genesis, 1);
  apply_device (roster);

  return roster;
}

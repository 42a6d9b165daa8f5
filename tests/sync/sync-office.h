/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sync.h"
#include "kb-test-office.h"

G_BEGIN_DECLS

typedef enum
{
  OFFICER,
  SUPERVISOR,
  CUSTODIAN,
  N_PEOPLE
} Person;

typedef struct
{
  KbEntry *entry;
  KbPlace  place;
} Placed;

/**
 * SyncOffice:
 *
 * The test office with its whole journal, as an intake would hold it, and its
 * people's memberships, each with a keyring in memory.
 */
typedef struct
{
  KbTestOffice  *office;
  KbSigningKey  *intake;
  KbMembership  *people[N_PEOPLE];
  KbChain        heads[KB_TEST_STREAMS];
  GArray        *journal[KB_TEST_STREAMS];      /* of Placed */
} SyncOffice;

SyncOffice   *sync_office_new      (const char    *directory);
void          sync_office_free     (SyncOffice    *self);
KbTestDevice *sync_office_device   (SyncOffice    *self,
                                    Person         person);
/* The next entry of its stream, whether or not it is one that an intake would take. */
void          sync_office_append   (SyncOffice    *self,
                                    KbEntry       *entry);
/* @n complaints with @size letters of text each. */
void          sync_office_file     (SyncOffice    *self,
                                    guint          n,
                                    gsize          size);
/* The entry with one bit of its wire form changed. */
KbEntry      *sync_office_spoil    (KbEntry       *entry,
                                    gsize          offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncOffice, sync_office_free)

G_END_DECLS

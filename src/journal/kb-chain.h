/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-entry.h"

G_BEGIN_DECLS

#define KB_CHAIN_ERROR (kb_chain_error_quark ())

/**
 * KbChainError:
 * @KB_CHAIN_ERROR_GAP: a seq is missing, doubled or out of order (dropped, swapped)
 * @KB_CHAIN_ERROR_HOUR: the server's hour goes backwards
 * @KB_CHAIN_ERROR_LINK: the link does not follow from the entry and the one before
 * @KB_CHAIN_ERROR_ROLLBACK: the server's head is behind what was seen before
 * @KB_CHAIN_ERROR_FORK: another link at a seq that was seen before
 * @KB_CHAIN_ERROR_NOTE: the signed head is not by the intake's key, or for something else
 * @KB_CHAIN_ERROR_AUTHOR_GAP: an author's number is missing: an entry was dropped
 * @KB_CHAIN_ERROR_AUTHOR_FORK: one author, one number, two entries
 * @KB_CHAIN_ERROR_CRITICAL: an entry that only a newer program understands
 * @KB_CHAIN_ERROR_ROSTER: the roster's head that the server states goes backwards
 */
typedef enum
{
  KB_CHAIN_ERROR_GAP,
  KB_CHAIN_ERROR_HOUR,
  KB_CHAIN_ERROR_LINK,
  KB_CHAIN_ERROR_ROLLBACK,
  KB_CHAIN_ERROR_FORK,
  KB_CHAIN_ERROR_NOTE,
  KB_CHAIN_ERROR_AUTHOR_GAP,
  KB_CHAIN_ERROR_AUTHOR_FORK,
  KB_CHAIN_ERROR_CRITICAL,
  KB_CHAIN_ERROR_ROSTER,
} KbChainError;

GQuark kb_chain_error_quark (void);

/**
 * KbChain:
 *
 * The head of one stream: what is needed to append or to check the next entry.
 */
typedef struct
{
  guint8  genesis[KB_HASH_SIZE];
  guint8  stream;
  guint64 seq;                  /* 0: nothing yet */
  guint64 hour;
  guint8  link[KB_HASH_SIZE];   /* zeros: nothing yet */
  guint64 roster_seq;           /* stated by the last entry */
} KbChain;

/**
 * KbPlace:
 *
 * Where the intake put an entry.
 */
typedef struct
{
  guint64 seq;
  guint64 hour;                 /* hours since 1970 */
  guint64 roster_seq;
  guint8  roster_link[KB_HASH_SIZE];
  guint8  link[KB_HASH_SIZE];
} KbPlace;

void     kb_chain_init   (KbChain        *self,
                          const guint8    genesis[KB_HASH_SIZE],
                          KbStream        stream);
/* Server side: fills place->seq, hour (raised if it would go back) and link, and moves the head. */
void     kb_chain_append (KbChain        *self,
                          const KbEntry  *entry,
                          guint64         hour,
                          const KbChain  *roster,
                          KbPlace        *ret_place);
/* Desktop side: checks seq, hour and link, and moves the head; untouched on failure. */
gboolean kb_chain_follow (KbChain        *self,
                          const KbEntry  *entry,
                          const KbPlace  *place,
                          GError        **error);

/**
 * KbAuthors:
 *
 * The last number of each enrolled author in one stream. Reporters write
 * number 1 and are checked by the store's unique index instead.
 */
typedef struct _KbAuthors KbAuthors;

KbAuthors *kb_authors_new     (void);
void       kb_authors_free    (KbAuthors       *self);
gboolean   kb_authors_check   (KbAuthors       *self,
                               const KbEntry   *entry,
                               GError         **error);
void       kb_authors_accept  (KbAuthors       *self,
                               const KbEntry   *entry);
GBytes    *kb_authors_save    (KbAuthors       *self);
KbAuthors *kb_authors_load    (GBytes          *saved,
                               GError         **error);
void       kb_authors_get     (KbAuthors       *self,
                               const guint8     author[KB_SIGN_PUBLIC_SIZE],
                               guint64         *ret_seq,
                               guint8           ret_id[KB_HASH_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAuthors, kb_authors_free)

G_END_DECLS

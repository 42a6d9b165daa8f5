/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every limit of the format and of the endpoint in one place. Sizes are in
 * bytes unless the name says otherwise. docs/protocol.md repeats them; a
 * change here is a change of the protocol. */

#define KB_LIMIT_HEADER            4096u      /* encoded entry header */
#define KB_LIMIT_BODY              4096u      /* clear part that the intake reads */
#define KB_LIMIT_PARTS             8u         /* parts of one entry */
#define KB_LIMIT_AUDIENCE          32u        /* audience id, ASCII */
#define KB_LIMIT_POW               64u        /* reserved field of the header */
#define KB_LIMIT_STORY             65536u     /* padded plaintext of a story */
#define KB_LIMIT_STORY_CHARS       20000u     /* characters of the narrative field */
#define KB_LIMIT_IDENTITY          4096u      /* padded plaintext of an identity text part */
#define KB_LIMIT_FIELD_CHARS       500u       /* characters of any other text field */
#define KB_LIMIT_NAME_CHARS        120u       /* names of persons, units, offices */
#define KB_LIMIT_ALIAS_CHARS       24u
#define KB_LIMIT_ALIAS_MIN_CHARS   3u
#define KB_LIMIT_REASON_CHARS      500u       /* reason of an identity opening */
#define KB_LIMIT_REASON_MIN_CHARS  20u
#define KB_LIMIT_SEALED_OVERHEAD   2048u      /* age header, nonce and tags around a plaintext */
#define KB_LIMIT_PART              (KB_LIMIT_STORY + KB_LIMIT_SEALED_OVERHEAD)
#define KB_LIMIT_ENTRY             (128u * 1024u)  /* header, signature and parts together */
#define KB_LIMIT_REQUEST           KB_LIMIT_ENTRY  /* body of any request */
#define KB_LIMIT_FORM              (96u * 1024u)   /* form of the page without JavaScript */
#define KB_LIMIT_NOTE              8192u      /* signed note: head or profile */
#define KB_LIMIT_TOKEN             64u        /* bearer token, ASCII */
#define KB_LIMIT_PAGE_ENTRIES      1000u      /* entries in one page of the journal */
#define KB_LIMIT_PAGE              (16u * 1024u * 1024u)  /* bytes in one page of the journal */
#define KB_LIMIT_FRAME             (KB_LIMIT_ENTRY + 256u)
#define KB_LIMIT_JSON_DEPTH        8u
#define KB_LIMIT_AGE_HEADER        (64u * 1024u)  /* age header, all stanzas */
#define KB_LIMIT_AGE_STANZAS       64u
#define KB_LIMIT_SCRYPT_LOG_N      20u        /* highest work factor accepted when opening */
#define KB_LIMIT_PASSPHRASE        256u
#define KB_LIMIT_IDENTITY_MINUTES  5u
#define KB_LIMIT_CONNECTIONS       1024u      /* open at the endpoint at the same time */
#define KB_LIMIT_JOINS             20u        /* meeting places open at the same time */
#define KB_LIMIT_JOIN_HOURS        24u        /* how long each is open */
#define KB_LIMIT_JOIN_REQUEST      4096u      /* what a newcomer leaves there */
#define KB_LIMIT_REPUBLISH         (1024u * 1024u)  /* frames in one request of a refill */
#define KB_LIMIT_WORK_OPS          32u        /* changes in one work part */
#define KB_LIMIT_WORK_FIELD        32u        /* name of a case's field, ASCII */
#define KB_LIMIT_NOTE_CHARS        4000u      /* internal note */
#define KB_LIMIT_CASE_FIELDS       32u        /* fields of a case, beside those known */
#define KB_LIMIT_FIELD_WRITES      32u        /* writes kept of a field that none has replaced */
#define KB_LIMIT_DEVICES           200u       /* ever enrolled in one office */
#define KB_LIMIT_GRANT_DEVICES     58u        /* that one grant names: as many as its body holds */

#define KB_LIMIT_SHEET_CHARS       20000u     /* a review sheet's texts together */
#define KB_LIMIT_SHEET_LONG_CHARS  8000u      /* of each of its long ones */
#define KB_LIMIT_COUNTER           ((G_GUINT64_CONSTANT (1) << 53) - 1) /* whole in JavaScript */
#define KB_LIMIT_MESSAGE_CHARS     4000u      /* between reporter and office */
#define KB_LIMIT_MAILBOX           200u       /* messages in one answer to a mailbox, the newest */
#define KB_LIMIT_REPORTER_MESSAGES 200u       /* that one reporter may ever send */
#define KB_LIMIT_MAILBOX_REQUEST   256u       /* bytes of a request for a mailbox */
#define KB_LIMIT_OLD_EPOCH_HOURS   720u       /* for which a reporter's old key is taken */
#define KB_LIMIT_MILESTONES        200u       /* of a case, by which clocks run */
#define KB_LIMIT_CLOCK_DAYS        366u       /* that an office may give a clock */
#define KB_LIMIT_SETTING_DAYS      40u        /* holidays that one setting adds, and removes */
#define KB_LIMIT_LETTERHEAD_LINES  6u
#define KB_LIMIT_DRAFT             65536u     /* bytes of one draft */
#define KB_LIMIT_SAVED_VIEWS       32u

/* Times that the endpoint grants, in seconds. */
#define KB_LIMIT_REQUEST_SECONDS   30u        /* a request must have arrived whole */
#define KB_LIMIT_IDLE_SECONDS      20u        /* silence on a connection */
#define KB_LIMIT_RESPONSE_SECONDS  300u       /* an answer must have been taken */
#define KB_LIMIT_PROFILE_DAYS      30u        /* validity of a signed profile */

// Generated from docs/api/referral-publisher.openapi.json by "npm run docs:api". Do not edit.
export interface paths {
    "/v1/referrals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListReferrals.list"];
        put?: never;
        post: operations["SubmitReferral.submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ReadReferral.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Incidents.notify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incidentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Incidents.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incidentId}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Incidents.link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/decisions-not-to-share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DecideNotToShare.ofReferral"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions-not-to-share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DecideNotToShare.withoutReferral"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ResendCopies.resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/undelivered-copies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ResendCopies.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agencies/{agency}/open-referrals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["HandOver.open"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agencies/{agency}/handover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["HandOver.handOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ChangeReferral.correct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ChangeReferral.withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/risk-gradings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ChangeReferral.grade"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/missing-episode-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ChangeReferral.recordEpisode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/follow-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["FollowUp.record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/referrals/{referralId}/feedback/{receiptId}/opening": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OpenFeedback.open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["DeadLetters.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["DeadLetters.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DeadLetters.replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DeadLetters.discard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedRecipient: {
            agency: string;
            name: string;
            /** @enum {string} */
            expectation: "acknowledge-and-decide" | "acknowledge";
            hop: number;
            due?: components["schemas"]["DueTime"][];
        };
        Address: {
            lines: string[];
            postcode?: string;
            uprn?: string;
        };
        AllegedAbuser: {
            linkedAgencies: string[];
        };
        ChangeReceipt: {
            agency: string;
            deliveredAt?: string;
            acknowledgedAt?: string;
            acknowledgedBy?: string;
        };
        ChangeRecorded: {
            changeId: string;
            referralId: string;
            recordedAt: string;
            version?: number;
            childId?: string;
            episodeId?: string;
            addedChildren?: components["schemas"]["ChildIdentity"][];
            notified: string[];
            added?: string[];
            notNotified?: string[];
            due?: components["schemas"]["CorrectedDueTimes"][];
        };
        ChangeStatus: {
            changeId: string;
            /** @enum {string} */
            kind: "correction" | "regrade" | "withdrawal" | "missing-episode";
            at: string;
            by?: string;
            reason?: string;
            due?: components["schemas"]["CorrectedDueTimes"][];
            fields?: string[];
            /** @enum {string} */
            grade?: "red" | "amber" | "green" | "blue";
            minutesSinceReport?: number;
            /** @enum {string} */
            event?: "reported" | "risk-level-set" | "found" | "prevention-interview-held" | "return-interview-offered" | "return-interview-held" | "return-interview-declined" | "found-in-error";
            childId?: string;
            episodeId?: string;
            happenedAt?: string;
            /** @enum {string} */
            riskLevel?: "high" | "medium" | "low" | "no-apparent-risk";
            recipients: components["schemas"]["ChangeReceipt"][];
        };
        Child: {
            name?: components["schemas"]["PersonName"];
            dateOfBirth?: string;
            ageEstimateYears?: number;
            expectedDateOfBirth?: string;
            /** @enum {string} */
            sex?: "female" | "male" | "other" | "not-known";
            identifiers?: components["schemas"]["Identifiers"];
            area?: string;
            address?: components["schemas"]["Address"];
            school?: components["schemas"]["School"];
            educatedAtHome?: boolean;
            selfDefinedEthnicity?: components["schemas"]["SelfDefinedEthnicity"];
            perceivedEthnicity?: components["schemas"]["PerceivedEthnicity"];
            /** @enum {string} */
            whereSeen?: "home-visit" | "street" | "custody" | "school" | "hospital" | "telephone" | "other";
            relationshipToIncident?: string;
            missingEpisodes?: components["schemas"]["MissingEpisode"][];
        };
        ChildFacts: {
            childId: string;
            area: string;
            missingEpisodes?: components["schemas"]["EpisodeFacts"][];
        };
        ChildHolder: {
            childId: string;
            /** @enum {string} */
            state: "held" | "awaiting" | "no-holder";
            since: string;
            agencies: string[];
        };
        ChildIdentity: {
            childId: string;
            missingEpisodes?: components["schemas"]["EpisodeIdentity"][];
        };
        Completion: {
            pointer: string;
            rule: string;
            ruleVersion: number;
            message: string;
        };
        Concern: {
            types: ("missing" | "domestic-abuse" | "neglect" | "physical-abuse" | "sexual-abuse" | "emotional-abuse" | "child-sexual-exploitation" | "child-criminal-exploitation" | "online-abuse" | "honour-based-abuse" | "female-genital-mutilation" | "modern-slavery" | "radicalisation" | "other")[];
            /** @enum {string} */
            harm?: "NEG" | "PHY" | "SAB" | "EMO" | "MUL";
            factors?: string[];
            flags?: ("domestic-abuse" | "online-child-sexual-abuse" | "honour-based-abuse" | "modern-slavery" | "registered-sex-offender-contact")[];
        };
        CorrectedDueTimes: {
            agency: string;
            due: components["schemas"]["DueTime"][];
            supersedes?: components["schemas"]["SupersededDueTime"][];
        };
        CorrectedField: {
            field: string;
            value?: string | number | boolean | string[];
        };
        CorrectionRequest: {
            /** @enum {string} */
            reason: "recorded-in-error" | "new-information" | "stated-by-child-or-carer" | "conflict-between-agencies" | "identity-confirmed";
            fields?: components["schemas"]["CorrectedField"][];
            addedChildren?: components["schemas"]["Child"][];
            removedChildren?: string[];
        };
        DeadLetterClosed: {
            id: string;
            /** @enum {string} */
            result: "replayed" | "already-replayed" | "discarded" | "already-discarded";
        };
        DeadLetterItem: {
            id: string;
            /** @enum {string} */
            status: "quarantined" | "replayed" | "discarded";
            reasonCode: string;
            reason: string;
            messageId?: string;
            referralId?: string;
            correlationId?: string;
            topic: string;
            partition: number;
            offset: string;
            digest: string;
            bytes: number;
            quarantinedAt: string;
            closedAt?: string;
            closedBy?: string;
            discardReason?: string;
        };
        DeadLetterList: {
            items: components["schemas"]["DeadLetterItem"][];
            next?: string;
        };
        DiscardRequest: {
            /** @enum {string} */
            reason: "sent-again" | "duplicate" | "not-for-us" | "test-message" | "cannot-be-mended";
        };
        DueTime: {
            rule: string;
            ruleVersion: number;
            anchor: string;
            anchorAt: string;
            dueAt?: string;
            explanation: string;
        };
        EpisodeFacts: {
            episodeId: string;
            missingSince: string;
            reportedAt: string;
            /** @enum {string} */
            riskLevel: "high" | "medium" | "low" | "no-apparent-risk";
            foundAt?: string;
        };
        EpisodeIdentity: {
            episodeId: string;
        };
        EthnicityConflictFound: {
            conflictId: string;
            childId: string;
            /** @enum {string} */
            kind: "different" | "inexact";
            known: components["schemas"]["RecordedEthnicity"];
            recorded: components["schemas"]["RecordedEthnicity"];
            raisedAt: string;
        };
        EthnicityRecord: {
            receiptId: string;
            agency: string;
            childId: string;
            /** @enum {string} */
            namespace?: "police/ethnicity-18-plus-1" | "police/ethnicity-16-plus-1" | "dfe/ethnicity" | "nhs/ethnic-category";
            code?: string;
            recordedBy: string;
            recordedAt: string;
        };
        FeedbackOpening: {
            receiptId: string;
            openedBy: string;
            openedAt: string;
        };
        FollowUpRecorded: {
            followUpId: string;
            recordedAt: string;
        };
        FollowUpRequest: {
            agency: string;
            followedUpAt: string;
        };
        HandoverRecorded: {
            agency: string;
            successor: string;
            handedOver: string[];
            notHandedOver: components["schemas"]["NotHandedOver"][];
        };
        Identifiers: {
            nhsNumber?: string;
            upn?: string;
            pncId?: string;
        };
        Incident: {
            reference: string;
            occurredAt: string;
            reportedAt: string;
            assessedAt?: string;
        };
        IncidentLinkRequest: {
            referralId: string;
        };
        IncidentRequest: {
            reference: string;
            occurredAt: string;
            reportedAt: string;
            /** @enum {string} */
            type: "domestic-abuse" | "missing-person" | "violence" | "sexual-offence" | "exploitation" | "neglect-or-welfare" | "drugs" | "public-order" | "online" | "other";
            area: string;
            unit: string;
            childPresent: boolean;
        };
        IncidentStatus: {
            incidentId: string;
            reference: string;
            notifiedAt: string;
            referralDueAt?: string;
            referrals: string[];
        };
        LawfulBasis: {
            /** @enum {string} */
            police: "dpa-2018-part-3-sch-8-para-1" | "dpa-2018-part-3-sch-8-para-3" | "dpa-2018-part-3-sch-8-para-4";
        };
        ListedReferral: {
            referralId: string;
            caseReference?: string;
            publishedAt: string;
            changedAt: string;
            /** @enum {string} */
            state: "held" | "awaiting" | "no-holder" | "withdrawn";
            holder?: components["schemas"]["ReferralHolder"];
            withdrawnAt?: string;
        };
        MilestoneReached: {
            agency: string;
            /** @enum {string} */
            kind: "strategy-discussion-held" | "section-47-started" | "conference-held" | "conference-not-required" | "assessment-started" | "assessment-completed" | "assessment-not-required" | "return-interview-offered" | "return-interview-held" | "return-interview-declined";
            childId: string;
            episodeId?: string;
            at: string;
            statedAt: string;
        };
        MissingEpisode: {
            missingSince: string;
            reportedAt: string;
            /** @enum {string} */
            riskLevel: "high" | "medium" | "low" | "no-apparent-risk";
            foundAt?: string;
            informationFrom?: string;
            informationObtainedAt?: string;
        };
        MissingEpisodeEventRequest: {
            childId?: string;
            episodeId?: string;
            /** @enum {string} */
            kind: "reported" | "risk-level-set" | "found" | "prevention-interview-held" | "return-interview-offered" | "return-interview-held" | "return-interview-declined" | "found-in-error";
            at: string;
            missingSince?: string;
            /** @enum {string} */
            riskLevel?: "high" | "medium" | "low" | "no-apparent-risk";
            /** @enum {string} */
            informationSource?: "parent-or-carer" | "placement" | "school" | "social-care" | "health" | "police" | "the-child" | "friend-or-relative" | "member-of-the-public" | "other";
            informationObtainedAt?: string;
        } & (unknown & unknown & unknown & unknown);
        NotCountedOfOther: {
            receiptId: string;
            /** @enum {string} */
            rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            kind?: string;
            at: string;
            storedAt: string;
            /** @enum {string} */
            verdict: "waiting" | "refused";
            code: string;
            agency: string;
        };
        NotCountedStatement: {
            receiptId: string;
            /** @enum {string} */
            rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            kind?: string;
            at: string;
            storedAt: string;
            /** @enum {string} */
            verdict: "waiting" | "refused";
            code: string;
        };
        NotHandedOver: {
            referralId: string;
            /** @enum {string} */
            reason: "unknown-agency" | "no-agreement" | "already-a-recipient" | "too-many-hops" | "content-no-longer-held" | "agency-ended" | "withdrawn";
        };
        NotResent: {
            referralId: string;
            agency?: string;
            /** @enum {string} */
            reason: "unknown-referral" | "not-a-recipient" | "withdrawn" | "content-no-longer-held" | "agency-ended" | "no-agreement";
        };
        NotSharingRecorded: {
            decisionId: string;
            recordedAt: string;
        };
        NotSharingRequest: {
            agency: string;
            /** @enum {string} */
            reason: "no-safeguarding-concern" | "below-threshold" | "agency-knows-already" | "no-lawful-basis" | "more-detrimental-to-the-child" | "would-prejudice-an-investigation" | "would-endanger-a-person";
            decidedAt: string;
        };
        NotSharingWithoutReferralRequest: {
            agency: string;
            /** @enum {string} */
            reason: "no-safeguarding-concern" | "below-threshold" | "agency-knows-already" | "no-lawful-basis" | "more-detrimental-to-the-child" | "would-prejudice-an-investigation" | "would-endanger-a-person";
            decidedAt: string;
            incidentId?: string;
        };
        Officer: {
            reference: string;
            name?: string;
        };
        OpenReferral: {
            referralId: string;
            hop: number;
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            sentAt: string;
        };
        OpenReferralList: {
            agency: string;
            endedOn?: string;
            successor?: string;
            referrals: components["schemas"]["OpenReferral"][];
        };
        PerceivedEthnicity: {
            code: string;
        };
        PersonName: {
            given?: string;
            family?: string;
            otherNames?: string;
        };
        ProblemDetail: {
            pointer: string;
            code: string;
            message: string;
        };
        ProblemDocument: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            instance?: string;
            correlationId?: string;
            errors?: components["schemas"]["ProblemDetail"][];
        };
        RecipientClock: {
            rule: string;
            ruleVersion: number;
            anchor: string;
            anchorAt: string;
            dueAt?: string;
            explanation: string;
            against?: string;
            /** @enum {string} */
            state: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
            endedAt?: string;
            endedBy?: string;
            statedAt?: string;
        };
        RecipientStatus: {
            agency: string;
            hop: number;
            due?: components["schemas"]["DueTime"][];
            clocks?: components["schemas"]["RecipientClock"][];
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            rungs: components["schemas"]["RungReached"][];
            notCounted?: components["schemas"]["NotCountedStatement"][];
        };
        RecordedEthnicity: {
            organisation: string;
            /** @enum {string} */
            namespace: "police/ethnicity-18-plus-1" | "police/ethnicity-16-plus-1" | "dfe/ethnicity" | "nhs/ethnic-category";
            code: string;
        };
        ReferralAccepted: {
            referralId: string;
            /** @enum {string} */
            status: "published";
            links: components["schemas"]["ReferralLinks"];
            children: components["schemas"]["ChildIdentity"][];
            recipients: components["schemas"]["AcceptedRecipient"][];
            completions?: components["schemas"]["Completion"][];
        };
        ReferralHolder: {
            /** @enum {string} */
            state: "held" | "awaiting" | "no-holder";
            since: string;
            agencies: string[];
            children?: components["schemas"]["ChildHolder"][];
        };
        ReferralLinks: {
            self: string;
        };
        ReferralListPage: {
            items: components["schemas"]["ListedReferral"][];
            next: string;
            more: boolean;
        };
        ReferralStatus: {
            referralId: string;
            asOf: string;
            caseReference?: string;
            publishedAt: string;
            /** @enum {string} */
            firstGrade?: "red" | "amber" | "green" | "blue";
            withdrawnAt?: string;
            children?: components["schemas"]["ChildFacts"][];
            holder?: components["schemas"]["ReferralHolder"];
            recipients: components["schemas"]["RecipientStatus"][];
            completions?: components["schemas"]["Completion"][];
            changes?: components["schemas"]["ChangeStatus"][];
            milestones?: components["schemas"]["MilestoneReached"][];
            recordedEthnicities?: components["schemas"]["EthnicityRecord"][];
            ethnicityConflicts?: components["schemas"]["EthnicityConflictFound"][];
            notCountedOfOthers?: components["schemas"]["NotCountedOfOther"][];
        };
        ReferralToResend: {
            referralId: string;
            agencies?: string[];
        };
        Referrer: {
            force: string;
            unit: string;
            officer: components["schemas"]["Officer"];
        };
        RepeatedAnswer: {
            by: string;
            at: string;
            receiptId: string;
        };
        ResendRecorded: {
            resendId: string;
            resentAt: string;
            resent: components["schemas"]["ResentToAgency"][];
            notResent: components["schemas"]["NotResent"][];
        };
        ResendRequest: {
            /** @enum {string} */
            reason: "broker-data-lost" | "agency-data-lost" | "agency-asked";
            referrals: components["schemas"]["ReferralToResend"][];
        };
        ResentToAgency: {
            referralId: string;
            agency: string;
            hop: number;
            changes: string[];
        };
        RiskGrading: {
            /** @enum {string} */
            grade: "red" | "amber" | "green" | "blue";
            gradedAt: string;
            gradedBy: string;
        };
        RiskGradingRequest: {
            /** @enum {string} */
            grade: "red" | "amber" | "green" | "blue";
            gradedAt: string;
            gradedBy: string;
        };
        RungReached: {
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            at: string;
            receiptId?: string;
            by?: string;
            marks?: string[];
            openedAt?: string;
            reasonCode?: string;
            duplicateOf?: string;
            /** @enum {string} */
            decision?: "immediate-protection" | "strategy-discussion" | "section-47-enquiry" | "section-17-assessment" | "early-help" | "no-further-action";
            redirectedTo?: string;
            outcome?: string;
            /** @enum {string} */
            feedback?: "assessment-started" | "support-in-place" | "already-open-to-us" | "no-further-action" | "unable-to-contact-family";
            repeatedBy?: components["schemas"]["RepeatedAnswer"][];
        };
        School: {
            name: string;
            urn?: string;
        };
        SelfDefinedEthnicity: {
            code: string;
            reasonNotStated?: string;
        };
        SubmitReferralRequest: {
            caseReference: string;
            area: string;
            concern: components["schemas"]["Concern"];
            children: components["schemas"]["Child"][];
            incident: components["schemas"]["Incident"];
            risk: components["schemas"]["RiskGrading"];
            allegedAbuser?: components["schemas"]["AllegedAbuser"];
            narrative: string;
            referrer: components["schemas"]["Referrer"];
            lawfulBasis: components["schemas"]["LawfulBasis"];
            /** @enum {string} */
            marking: "OFFICIAL" | "OFFICIAL-SENSITIVE";
        };
        SupersededDueTime: {
            rule: string;
            anchor: string;
            anchorAt: string;
        };
        UndeliveredCopy: {
            referralId: string;
            agency: string;
            hop: number;
            sentAt: string;
            resentAt?: string;
            changes: string[];
        };
        UndeliveredCopyPage: {
            items: components["schemas"]["UndeliveredCopy"][];
            next?: string;
        };
        WithdrawalRequest: {
            /** @enum {string} */
            reason: "sent-in-error" | "wrong-child" | "duplicate" | "concern-unfounded";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "ListReferrals.list": {
        parameters: {
            query?: {
                caseReference?: string;
                state?: "held" | "awaiting" | "no-holder" | "withdrawn";
                changedSince?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferralListPage"];
                };
            };
        };
    };
    "SubmitReferral.submit": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmitReferralRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferralAccepted"];
                };
            };
        };
    };
    "ReadReferral.read": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferralStatus"];
                };
            };
        };
    };
    "Incidents.notify": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncidentRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentStatus"];
                };
            };
        };
    };
    "Incidents.read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                incidentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentStatus"];
                };
            };
        };
    };
    "Incidents.link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                incidentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncidentLinkRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentStatus"];
                };
            };
        };
    };
    "DecideNotToShare.ofReferral": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotSharingRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotSharingRecorded"];
                };
            };
        };
    };
    "DecideNotToShare.withoutReferral": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotSharingWithoutReferralRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotSharingRecorded"];
                };
            };
        };
    };
    "ResendCopies.resend": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResendRecorded"];
                };
            };
        };
    };
    "ResendCopies.list": {
        parameters: {
            query: {
                since: string;
                agency?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndeliveredCopyPage"];
                };
            };
        };
    };
    "HandOver.open": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agency: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenReferralList"];
                };
            };
        };
    };
    "HandOver.handOver": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agency: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandoverRecorded"];
                };
            };
        };
    };
    "ChangeReferral.correct": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectionRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRecorded"];
                };
            };
        };
    };
    "ChangeReferral.withdraw": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawalRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRecorded"];
                };
            };
        };
    };
    "ChangeReferral.grade": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RiskGradingRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRecorded"];
                };
            };
        };
    };
    "ChangeReferral.recordEpisode": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MissingEpisodeEventRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRecorded"];
                };
            };
        };
    };
    "FollowUp.record": {
        parameters: {
            query?: never;
            header: {
                "idempotency-key": string;
            };
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FollowUpRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpRecorded"];
                };
            };
        };
    };
    "OpenFeedback.open": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
            path: {
                receiptId: string;
                referralId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackOpening"];
                };
            };
        };
    };
    "DeadLetters.list": {
        parameters: {
            query?: {
                status?: "quarantined" | "replayed" | "discarded";
                reasonCode?: string;
                referralId?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
        };
    };
    "DeadLetters.read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterItem"];
                };
            };
        };
    };
    "DeadLetters.replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterClosed"];
                };
            };
        };
    };
    "DeadLetters.discard": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterClosed"];
                };
            };
        };
    };
}

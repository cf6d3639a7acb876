// Generated from docs/api/agency-node.openapi.json by "npm run docs:api". Do not edit.
export interface paths {
    "/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Inbox.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Inbox.count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/openings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OpenReferral.open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["AnswerReferral.accept"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/refusal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["AnswerReferral.refuse"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/redirection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["AnswerReferral.redirect"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["Decide.decide"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["FeedBack.feedBack"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/corrections/{correctionId}/acknowledgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["AgencyRecords.acknowledge"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/recorded-ethnicity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["AgencyRecords.recordEthnicity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{referralId}/milestones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["AgencyRecords.stateMilestone"];
        post?: never;
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
        AcceptanceRequest: Record<string, never>;
        AddressView: {
            lines?: string[];
            postcode?: string;
            uprn?: string;
        };
        AgreementReference: {
            id: string;
            version: number;
        };
        ChildHolder: {
            childId: string;
            /** @enum {string} */
            state: "held" | "awaiting" | "no-holder";
            since: string;
            agencies: string[];
        };
        ConcernView: {
            types?: ("missing" | "domestic-abuse" | "neglect" | "physical-abuse" | "sexual-abuse" | "emotional-abuse" | "child-sexual-exploitation" | "child-criminal-exploitation" | "online-abuse" | "honour-based-abuse" | "female-genital-mutilation" | "modern-slavery" | "radicalisation" | "other")[];
            /** @enum {string} */
            harm?: "NEG" | "PHY" | "SAB" | "EMO" | "MUL";
            factors?: string[];
            flags?: ("domestic-abuse" | "online-child-sexual-abuse" | "honour-based-abuse" | "modern-slavery" | "registered-sex-offender-contact")[];
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
        DecisionRequest: {
            /** @enum {string} */
            decision: "immediate-protection" | "strategy-discussion" | "section-47-enquiry" | "section-17-assessment" | "early-help" | "no-further-action";
        };
        DiscardRequest: {
            /** @enum {string} */
            reason: "sent-again" | "duplicate" | "not-for-us" | "test-message" | "cannot-be-mended";
        };
        FeedbackRequest: {
            /** @enum {string} */
            outcome: "assessment-started" | "support-in-place" | "already-open-to-us" | "no-further-action" | "unable-to-contact-family";
        };
        IdentifiersView: {
            nhsNumber?: string;
            upn?: string;
            pncId?: string;
        };
        InboxCall: {
            /** @enum {string} */
            kind: "warned" | "escalated";
            organisation: string;
            role: string;
            contact?: string;
            dueAt: string;
            raisedAt: string;
        };
        InboxClock: {
            clockId: string;
            rule: string;
            anchor: string;
            childId?: string;
            episodeId?: string;
            organisation: string;
            /** @enum {string} */
            state: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
            dueAt?: string;
            explanation: string;
            supersedes?: string;
            breachedAt?: string;
            endedBy?: string;
            endedAt?: string;
            calls?: components["schemas"]["InboxCall"][];
        } & (unknown & unknown);
        InboxCount: {
            new: number;
            opened: number;
            answered: number;
            rungs: components["schemas"]["RungCount"][];
        };
        InboxDeclinedRedirect: {
            toAgency: string;
            /** @enum {string} */
            reason: "unknown-agency" | "no-agreement" | "already-a-recipient" | "too-many-hops" | "content-no-longer-held" | "agency-ended" | "withdrawn";
            successor?: string;
            at: string;
        };
        InboxItem: {
            referralId: string;
            receivedAt: string;
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            hop: number;
            force: string;
            /** @enum {string} */
            expectation: "acknowledge-and-decide" | "acknowledge";
            /** @enum {string} */
            marking?: "OFFICIAL" | "OFFICIAL-SENSITIVE";
            /** @enum {string} */
            grade?: "red" | "amber" | "green" | "blue";
            concernTypes?: ("missing" | "domestic-abuse" | "neglect" | "physical-abuse" | "sexual-abuse" | "emotional-abuse" | "child-sexual-exploitation" | "child-criminal-exploitation" | "online-abuse" | "honour-based-abuse" | "female-genital-mutilation" | "modern-slavery" | "radicalisation" | "other")[];
            withdrawnAt?: string;
            correctionsToAcknowledge?: number;
            notices?: components["schemas"]["InboxNotices"];
        };
        InboxNotices: {
            clocks?: components["schemas"]["InboxClock"][];
            notTaken?: components["schemas"]["InboxStatement"][];
            elsewhere?: components["schemas"]["InboxStatement"][];
            redirectsDeclined?: components["schemas"]["InboxDeclinedRedirect"][];
            redirectedToUs?: components["schemas"]["InboxRedirectToUs"][];
            holder?: components["schemas"]["ReferralHolder"];
        };
        InboxOmitted: {
            statements: number;
            lastAt: string;
        };
        InboxPage: {
            items: components["schemas"]["InboxItem"][];
            omitted?: components["schemas"]["InboxOmitted"];
            next?: string;
        };
        InboxProgress: {
            referralId: string;
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            rungs: components["schemas"]["StatedRung"][];
        };
        InboxRedirectToUs: {
            fromAgency: string;
            at: string;
        };
        InboxStatement: {
            receiptId: string;
            /** @enum {string} */
            rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            kind?: string;
            at: string;
            by?: string;
            /** @enum {string} */
            verdict: "stated" | "taken" | "waiting" | "refused";
            code?: string;
        } & unknown;
        InboxUpdate: {
            updateId: string;
            /** @enum {string} */
            kind: "correction" | "regrade" | "withdrawal" | "missing-episode";
            issuedAt: string;
            receivedAt: string;
            code?: string;
            /** @enum {string} */
            previousGrade?: "red" | "amber" | "green" | "blue";
            childId?: string;
            episodeId?: string;
            happenedAt?: string;
            /** @enum {string} */
            riskLevel?: "high" | "medium" | "low" | "no-apparent-risk";
            fields?: string[];
            acknowledgedAt?: string;
            acknowledgedBy?: string;
        };
        IncidentView: {
            reference?: string;
            occurredAt?: string;
            reportedAt?: string;
            assessedAt?: string;
        };
        LawfulBasisView: {
            /** @enum {string} */
            police?: "dpa-2018-part-3-sch-8-para-1" | "dpa-2018-part-3-sch-8-para-3" | "dpa-2018-part-3-sch-8-para-4";
        };
        MilestoneRequest: {
            childId?: string;
            episodeId?: string;
            /** @enum {string} */
            kind: "strategy-discussion-held" | "section-47-started" | "conference-held" | "conference-not-required" | "assessment-started" | "assessment-completed" | "assessment-not-required" | "return-interview-offered" | "return-interview-held" | "return-interview-declined";
            at: string;
        };
        MilestoneResponse: {
            receiptId: string;
            /** @enum {string} */
            kind: "strategy-discussion-held" | "section-47-started" | "conference-held" | "conference-not-required" | "assessment-started" | "assessment-completed" | "assessment-not-required" | "return-interview-offered" | "return-interview-held" | "return-interview-declined";
            childId: string;
            episodeId?: string;
            at: string;
            statedBy: string;
            statedAt: string;
        };
        OfficerView: {
            reference?: string;
            name?: string;
        };
        OpenedReferral: {
            referralId: string;
            hop: number;
            force: string;
            agreement: components["schemas"]["AgreementReference"];
            purpose: string;
            /** @enum {string} */
            expectation: "acknowledge-and-decide" | "acknowledge";
            /** @enum {string} */
            marking: "OFFICIAL" | "OFFICIAL-SENSITIVE";
            receivedAt: string;
            withdrawnAt?: string;
            progress: components["schemas"]["InboxProgress"];
            version: number;
            updates?: components["schemas"]["InboxUpdate"][];
            notices?: components["schemas"]["InboxNotices"];
            recordedEthnicities?: components["schemas"]["RecordedEthnicityResponse"][];
            view: components["schemas"]["ReferralView"];
        };
        PerceivedEthnicityView: {
            code?: string;
        };
        PersonNameView: {
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
        RecordedEthnicityRequest: {
            childId?: string;
            /** @enum {string} */
            namespace: "police/ethnicity-18-plus-1" | "police/ethnicity-16-plus-1" | "dfe/ethnicity" | "nhs/ethnic-category";
            code: string;
        };
        RecordedEthnicityResponse: {
            receiptId: string;
            childId: string;
            /** @enum {string} */
            namespace: "police/ethnicity-18-plus-1" | "police/ethnicity-16-plus-1" | "dfe/ethnicity" | "nhs/ethnic-category";
            code: string;
            recordedBy: string;
            recordedAt: string;
        };
        RedirectionRequest: {
            agency: string;
            /** @enum {string} */
            reason: "not-our-area" | "moved-area" | "other-agency-leads";
        };
        ReferralHolder: {
            /** @enum {string} */
            state: "held" | "awaiting" | "no-holder";
            since: string;
            agencies: string[];
            children?: components["schemas"]["ChildHolder"][];
        };
        ReferralView: {
            caseReference?: string;
            area?: string;
            concern?: components["schemas"]["ConcernView"];
            children?: components["schemas"]["ReferredChildView"][];
            incident?: components["schemas"]["IncidentView"];
            risk?: components["schemas"]["RiskGradingView"];
            narrative?: string;
            referrer?: components["schemas"]["ReferrerView"];
            lawfulBasis?: components["schemas"]["LawfulBasisView"];
            /** @enum {string} */
            marking?: "OFFICIAL" | "OFFICIAL-SENSITIVE";
        };
        ReferredChildView: {
            name?: components["schemas"]["PersonNameView"];
            dateOfBirth?: string;
            ageEstimateYears?: number;
            expectedDateOfBirth?: string;
            /** @enum {string} */
            sex?: "female" | "male" | "other" | "not-known";
            identifiers?: components["schemas"]["IdentifiersView"];
            area?: string;
            address?: components["schemas"]["AddressView"];
            school?: components["schemas"]["SchoolView"];
            selfDefinedEthnicity?: components["schemas"]["SelfDefinedEthnicityView"];
            perceivedEthnicity?: components["schemas"]["PerceivedEthnicityView"];
            relationshipToIncident?: string;
            missingEpisodes?: components["schemas"]["ReferredEpisodeView"][];
            childId: string;
        };
        ReferredEpisodeView: {
            missingSince?: string;
            reportedAt?: string;
            /** @enum {string} */
            riskLevel?: "high" | "medium" | "low" | "no-apparent-risk";
            foundAt?: string;
            informationFrom?: string;
            informationObtainedAt?: string;
            episodeId: string;
        };
        ReferrerView: {
            force?: string;
            unit?: string;
            officer?: components["schemas"]["OfficerView"];
        };
        RefusalRequest: {
            /** @enum {string} */
            reason: "not-our-area" | "not-our-remit" | "duplicate" | "insufficient-information" | "s16la-more-detrimental" | "child-not-known-to-us";
            duplicateOf?: string;
        };
        RiskGradingView: {
            /** @enum {string} */
            grade?: "red" | "amber" | "green" | "blue";
            gradedAt?: string;
            gradedBy?: string;
        };
        RungCount: {
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            referrals: number;
        };
        SchoolView: {
            name?: string;
            urn?: string;
        };
        SelfDefinedEthnicityView: {
            code?: string;
            reasonNotStated?: string;
        };
        StatedRung: {
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            at: string;
            by?: string;
            reasonCode?: string;
            duplicateOf?: string;
            isRepeat?: boolean;
            /** @enum {string} */
            decision?: "immediate-protection" | "strategy-discussion" | "section-47-enquiry" | "section-17-assessment" | "early-help" | "no-further-action";
            redirectedTo?: string;
            /** @enum {string} */
            feedback?: "assessment-started" | "support-in-place" | "already-open-to-us" | "no-further-action" | "unable-to-contact-family";
            /** @enum {string} */
            verdict?: "stated" | "taken" | "waiting" | "refused";
            code?: string;
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
    "Inbox.list": {
        parameters: {
            query?: {
                state?: "new" | "opened" | "answered" | "all";
                rung?: "delivered" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
                receivedFrom?: string;
                receivedBefore?: string;
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
                    "application/json": components["schemas"]["InboxPage"];
                };
            };
        };
    };
    "Inbox.count": {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["InboxCount"];
                };
            };
        };
    };
    "OpenReferral.open": {
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
                    "application/json": components["schemas"]["OpenedReferral"];
                };
            };
        };
    };
    "AnswerReferral.accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcceptanceRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxProgress"];
                };
            };
        };
    };
    "AnswerReferral.refuse": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefusalRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxProgress"];
                };
            };
        };
    };
    "AnswerReferral.redirect": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedirectionRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxProgress"];
                };
            };
        };
    };
    "Decide.decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxProgress"];
                };
            };
        };
    };
    "FeedBack.feedBack": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxProgress"];
                };
            };
        };
    };
    "AgencyRecords.acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                correctionId: string;
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
                    "application/json": components["schemas"]["InboxUpdate"];
                };
            };
        };
    };
    "AgencyRecords.recordEthnicity": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordedEthnicityRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedEthnicityResponse"];
                };
            };
        };
    };
    "AgencyRecords.stateMilestone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                referralId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MilestoneRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MilestoneResponse"];
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

// Generated from docs/api/audit-portal.openapi.json by "npm run docs:api". Do not edit.
export interface paths {
    "/v1/audit/referrals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListReferrals.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/referrals/{referralId}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ReferralTimeline.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/awaiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListAwaiting.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/overdue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListOverdue.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListGaps.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/gaps/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListGaps.count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ListAccess.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/exports/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ExportAccess.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SearchEvents.search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/exports/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ExportEvents.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/exports/{exportId}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ReadManifest.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/agencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["CountAgencies.count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/measures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Measures.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/measures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Measures.measure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Recommendations.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recommendations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Recommendations.find"];
        put?: never;
        post?: never;
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
        AccessFilter: {
            name: string;
            value?: string;
        };
        AuditAccess: {
            accessId: string;
            at: string;
            app: string;
            node?: string;
            action: string;
            /** @enum {string} */
            kind: "content" | "export" | "audit" | "change" | "other";
            /** @enum {string} */
            outcome: "granted" | "denied";
            status: number;
            problem?: string;
            organisation: string;
            person?: string;
            assertedBy?: string;
            client: string;
            /** @enum {string} */
            reason?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            referralIds?: string[];
            agency?: string;
            resource?: string;
            filters?: components["schemas"]["AccessFilter"][];
            rows?: number;
            correlationId: string;
            recordedAt: string;
        };
        AuditAccessPage: {
            items: components["schemas"]["AuditAccess"][];
            next?: string;
        };
        AuditAgency: {
            agency: string;
            rungs: components["schemas"]["AuditRungCount"][];
            awaiting: number;
            awaitingSince?: string;
            oldestAge?: string;
        };
        AuditAgencyList: {
            asOf: string;
            items: components["schemas"]["AuditAgency"][];
        };
        AuditAwaiting: {
            agency: string;
            /** @enum {string} */
            awaits: "response" | "holder" | "handover" | "correction";
            since: string;
            age: string;
            ageMinutes: number;
            /** @enum {string} */
            highestRung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            referralId: string;
            hop?: number;
            /** @enum {string} */
            expectation?: "acknowledge-and-decide" | "acknowledge";
            force?: string;
            area?: string;
            /** @enum {string} */
            grade?: "red" | "amber" | "green" | "blue";
            updateId?: string;
            children?: string[];
            clocks?: components["schemas"]["AuditClock"][];
        };
        AuditAwaitingPage: {
            asOf: string;
            items: components["schemas"]["AuditAwaiting"][];
            next?: string;
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
        };
        AuditClock: {
            clockId: string;
            rule: string;
            anchor: string;
            childId?: string;
            episodeId?: string;
            agency: string;
            organisation: string;
            passedOnBy?: string;
            anchorAt: string;
            supersedes?: string;
            dueAt?: string;
            explanation: string;
            /** @enum {string} */
            state: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
            endedBy?: string;
            endedAt?: string;
            statedAt?: string;
            minutesLate?: number;
            calls: components["schemas"]["AuditClockCall"][];
        };
        AuditClockCall: {
            /** @enum {string} */
            kind: "warned" | "escalated";
            organisation: string;
            role: string;
            dueAt: string;
            raisedAt: string;
        };
        AuditEvent: {
            eventId: string;
            recordedAt: string;
            occurredAt: string;
            messageId: string;
            /** @enum {string} */
            type: "safeguarding.referral.published.v1" | "safeguarding.referral.forwarded.v1" | "safeguarding.referral.forwarding-declined.v1" | "safeguarding.referral.recipient-added.v1" | "safeguarding.referral.agency-ended.v1" | "safeguarding.correction.published.v1" | "safeguarding.risk.regraded.v1" | "safeguarding.withdrawal.published.v1" | "safeguarding.referral.followed-up.v1" | "safeguarding.missing-episode.recorded.v1" | "safeguarding.referral.resent.v1" | "safeguarding.sharing.decided-against.v1" | "safeguarding.feedback.opened.v1" | "safeguarding.ethnicity.conflict-raised.v1" | "safeguarding.incident.notified.v1" | "safeguarding.incident.linked.v1" | "safeguarding.machine.stated.v1" | "safeguarding.referral.acknowledged.v1" | "safeguarding.update.acknowledged.v1" | "safeguarding.ethnicity.recorded.v1" | "safeguarding.milestone.stated.v1" | "safeguarding.deadline.started.v1" | "safeguarding.deadline.warned.v1" | "safeguarding.deadline.breached.v1" | "safeguarding.deadline.escalated.v1" | "safeguarding.deadline.met.v1" | "safeguarding.deadline.cancelled.v1" | "safeguarding.deadline.superseded.v1" | "safeguarding.deadline.not-started.v1" | "safeguarding.statements.judged.v1" | "safeguarding.notice.referral-withdrawn.v1" | "safeguarding.notice.redirect-declined.v1" | "safeguarding.notice.holder-changed.v1";
            referralId?: string;
            agency?: string;
            hop?: number;
            /** @enum {string} */
            rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            actor?: string;
            assertedBy?: string;
            reasonCode?: string;
            /** @enum {string} */
            decision?: "immediate-protection" | "strategy-discussion" | "section-47-enquiry" | "section-17-assessment" | "early-help" | "no-further-action";
            /** @enum {string} */
            feedback?: "assessment-started" | "support-in-place" | "already-open-to-us" | "no-further-action" | "unable-to-contact-family";
            redirectedTo?: string;
            force?: string;
            changeId?: string;
            code?: string;
            childId?: string;
            episodeId?: string;
            clockId?: string;
            rule?: string;
            anchor?: string;
            supersedes?: string;
            dueAt?: string;
            /** @enum {string} */
            clockState?: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
            organisation?: string;
            role?: string;
            raisedAt?: string;
            endedBy?: string;
            lateSeconds?: number;
            /** @enum {string} */
            previousGrade?: "red" | "amber" | "green" | "blue";
            duplicateOf?: string;
            successor?: string;
            statements?: number;
            omitted?: number;
            correlationId?: string;
            envelopeDigest?: string;
            valueDigest: string;
            source: components["schemas"]["AuditEventSource"];
            judgement?: components["schemas"]["AuditJudgement"];
        };
        AuditEventPage: {
            items: components["schemas"]["AuditEvent"][];
            next?: string;
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
        };
        AuditEventSource: {
            topic: string;
            partition: number;
            offset: string;
        };
        AuditExportFilter: {
            referralId?: string;
            caseKeys?: string[];
            force?: string;
            unit?: string;
            area?: string;
            agency?: string;
            person?: string;
            rule?: string;
            /** @enum {string} */
            clockState?: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
            /** @enum {string} */
            referralState?: "awaiting" | "no-holder" | "answered" | "withdrawn";
            /** @enum {string} */
            rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            /** @enum {string} */
            type?: "safeguarding.referral.published.v1" | "safeguarding.referral.forwarded.v1" | "safeguarding.referral.forwarding-declined.v1" | "safeguarding.referral.recipient-added.v1" | "safeguarding.referral.agency-ended.v1" | "safeguarding.correction.published.v1" | "safeguarding.risk.regraded.v1" | "safeguarding.withdrawal.published.v1" | "safeguarding.referral.followed-up.v1" | "safeguarding.missing-episode.recorded.v1" | "safeguarding.referral.resent.v1" | "safeguarding.sharing.decided-against.v1" | "safeguarding.feedback.opened.v1" | "safeguarding.ethnicity.conflict-raised.v1" | "safeguarding.incident.notified.v1" | "safeguarding.incident.linked.v1" | "safeguarding.machine.stated.v1" | "safeguarding.referral.acknowledged.v1" | "safeguarding.update.acknowledged.v1" | "safeguarding.ethnicity.recorded.v1" | "safeguarding.milestone.stated.v1" | "safeguarding.deadline.started.v1" | "safeguarding.deadline.warned.v1" | "safeguarding.deadline.breached.v1" | "safeguarding.deadline.escalated.v1" | "safeguarding.deadline.met.v1" | "safeguarding.deadline.cancelled.v1" | "safeguarding.deadline.superseded.v1" | "safeguarding.deadline.not-started.v1" | "safeguarding.statements.judged.v1" | "safeguarding.notice.referral-withdrawn.v1" | "safeguarding.notice.redirect-declined.v1" | "safeguarding.notice.holder-changed.v1";
            /** @enum {string} */
            verdict?: "taken" | "waiting" | "refused";
            correlationId?: string;
            organisation?: string;
            client?: string;
            app?: string;
            action?: string;
            /** @enum {string} */
            kind?: "content" | "export" | "audit" | "change" | "other";
            /** @enum {string} */
            outcome?: "granted" | "denied";
            from?: string;
            to?: string;
            /** @enum {string} */
            by: "occurred" | "recorded";
        };
        AuditExportManifest: {
            manifestVersion: number;
            exportId: string;
            organisation: string;
            person: string;
            /** @enum {string} */
            sees: "all" | "force" | "agency";
            askedAt: string;
            completedAt: string;
            /** @enum {string} */
            of: "events" | "access";
            /** @enum {string} */
            format: "csv" | "jsonl";
            formatVersion: number;
            filter: components["schemas"]["AuditExportFilter"];
            rows: number;
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
            bytes: number;
            sha256: string;
        };
        AuditGap: {
            incidentId: string;
            force: string;
            reference: string;
            unit: string;
            area: string;
            /** @enum {string} */
            type: "domestic-abuse" | "missing-person" | "violence" | "sexual-offence" | "exploitation" | "neglect-or-welfare" | "drugs" | "public-order" | "online" | "other";
            reportedAt: string;
            referralDueAt: string;
            /** @enum {string} */
            state: "open" | "closed";
            age: string;
            ageMinutes: number;
            referralId?: string;
            minutesToReferral?: number;
        };
        AuditGapPage: {
            asOf: string;
            items: components["schemas"]["AuditGap"][];
            next?: string;
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
        };
        AuditGrading: {
            /** @enum {string} */
            grade: "red" | "amber" | "green" | "blue";
            gradedAt: string;
            minutesSinceReport?: number;
        };
        AuditJudgement: {
            /** @enum {string} */
            verdict: "taken" | "unattached" | "waiting" | "refused";
            code?: string;
            isRepeat?: boolean;
            countsAt?: string;
            workAt?: string;
            marks: string[];
        };
        AuditOverdue: {
            clockId: string;
            referralId: string;
            rule: string;
            anchor: string;
            childId?: string;
            episodeId?: string;
            agency: string;
            organisation: string;
            dueAt: string;
            explanation: string;
            overdueBy: string;
            minutesLate: number;
            calledLast?: string;
            calledLastAt?: string;
        };
        AuditOverduePage: {
            asOf: string;
            items: components["schemas"]["AuditOverdue"][];
            next?: string;
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
        };
        AuditRecipient: {
            agency: string;
            hop?: number;
            /** @enum {string} */
            expectation?: "acknowledge-and-decide" | "acknowledge";
            forwardedBy?: string;
            children?: string[];
            /** @enum {string} */
            highestRung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            respondedAt?: string;
            withdrawnAt?: string;
            addedBecause?: string;
            endedAt?: string;
            due?: components["schemas"]["DueTime"][];
            reviewOverdue?: components["schemas"]["OverdueReview"][];
        };
        AuditReferral: {
            referralId: string;
            force: string;
            area?: string;
            /** @enum {string} */
            grade?: "red" | "amber" | "green" | "blue";
            caseKey?: string;
            publishedAt: string;
            lastEventAt?: string;
            correlationId?: string;
            recipients: components["schemas"]["AuditRecipient"][];
        };
        AuditReferralPage: {
            items: components["schemas"]["AuditReferral"][];
            next?: string;
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
        };
        AuditRungCount: {
            /** @enum {string} */
            rung: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            recipients: number;
        };
        AuditSilence: {
            agency: string;
            /** @enum {string} */
            awaits: "response" | "decision" | "forwarding" | "correction" | "holder" | "handover";
            since: string;
            age: string;
            ageMinutes: number;
            /** @enum {string} */
            highestRung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
            updateId?: string;
            children?: string[];
        };
        AuditTimeline: {
            referralId: string;
            force?: string;
            area?: string;
            /** @enum {string} */
            grade?: "red" | "amber" | "green" | "blue";
            publishedAt?: string;
            reportedAt?: string;
            withdrawnAt?: string;
            asOf: string;
            gradings: components["schemas"]["AuditGrading"][];
            updates: components["schemas"]["AuditUpdate"][];
            children?: components["schemas"]["ChildFacts"][];
            recipients: components["schemas"]["AuditRecipient"][];
            holder?: components["schemas"]["ReferralHolder"];
            events: components["schemas"]["AuditEvent"][];
            awaiting: components["schemas"]["AuditSilence"][];
            clocks: components["schemas"]["AuditClock"][];
        };
        AuditUnitGaps: {
            force: string;
            unit: string;
            open: number;
            oldestReportedAt: string;
            oldestAge: string;
        };
        AuditUnitGapsList: {
            asOf: string;
            items: components["schemas"]["AuditUnitGaps"][];
        };
        AuditUpdate: {
            updateId: string;
            /** @enum {string} */
            kind?: "correction" | "regrade" | "withdrawal" | "missing-episode";
            at?: string;
            childIds?: string[];
            episodeId?: string;
            recipients: components["schemas"]["AuditUpdateRecipient"][];
        };
        AuditUpdateRecipient: {
            agency: string;
            deliveredAt?: string;
            acknowledgedAt?: string;
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
        Measure: {
            id: string;
            version: number;
            sentence: string;
            /** @enum {string} */
            kind: "share" | "duration" | "count";
            /** @enum {string} */
            unit: "percent" | "minutes" | "cases";
            numerator: string;
            denominator: string;
            rule: string;
            doesNotShow: string;
            dimensions: ("force" | "unit" | "agency" | "month")[];
            isOfNow: boolean;
        };
        MeasureAnswer: {
            asOf: string;
            measure: components["schemas"]["Measure"];
            period?: components["schemas"]["MeasurePeriod"];
            filters: components["schemas"]["MeasureFilters"];
            /** @enum {string} */
            by?: "force" | "unit" | "agency" | "month";
            total: components["schemas"]["MeasureValue"];
            groups: components["schemas"]["MeasureGroup"][];
            outlierRule?: components["schemas"]["OutlierRule"];
            notRecorded?: ("person" | "unit" | "referralId" | "correlationId")[];
        };
        MeasureFilters: {
            force?: string;
            unit?: string;
            agency?: string;
        };
        MeasureGroup: {
            force?: string;
            unit?: string;
            agency?: string;
            month?: string;
            value: components["schemas"]["MeasureValue"];
            outlier?: components["schemas"]["OutlierMark"];
        };
        MeasureList: {
            items: components["schemas"]["Measure"][];
            outlierRule: components["schemas"]["OutlierRule"];
        };
        MeasurePart: {
            code: string;
            cases: number;
        };
        MeasurePeriod: {
            from: string;
            to: string;
        };
        MeasureValue: {
            numerator: number;
            denominator: number;
            percent?: number;
            medianMinutes?: number;
            percentile90Minutes?: number;
            oldestOpenMinutes?: number;
            parts: components["schemas"]["MeasurePart"][];
        };
        OutlierMark: {
            /** @enum {string} */
            direction: "higher" | "lower";
            othersNumerator: number;
            othersDenominator: number;
            othersPercent: number;
        };
        OutlierRule: {
            id: string;
            version: number;
            sentence: string;
        };
        OverdueReview: {
            agreement: string;
            reviewBy: string;
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
        Recommendation: {
            id: string;
            plan: string;
            inspection: string;
            receivedOn: string;
            text: string;
            owner: string;
            /** @enum {string} */
            state: "open" | "overdue" | "closed";
            dueOn: string;
            explanation: string;
            rule: string;
            ruleVersion: number;
            closedOn?: string;
            closedBecause?: string;
            evidence: components["schemas"]["RecommendationEvidence"];
            now: components["schemas"]["RecommendationValue"];
        };
        RecommendationEvidence: {
            measure: string;
            force?: string;
            unit?: string;
            agency?: string;
            /** @enum {string} */
            of: "percent" | "median-minutes" | "percentile-90-minutes";
            atLeast?: number;
            atMost?: number;
        };
        RecommendationHistory: {
            asOf: string;
            recommendation: components["schemas"]["Recommendation"];
            months: components["schemas"]["RecommendationMonth"][];
        };
        RecommendationList: {
            asOf: string;
            items: components["schemas"]["Recommendation"][];
        };
        RecommendationMonth: {
            month: string;
            value: components["schemas"]["MeasureValue"];
            met?: boolean;
        };
        RecommendationValue: {
            period: components["schemas"]["MeasurePeriod"];
            value: components["schemas"]["MeasureValue"];
            met?: boolean;
        };
        ReferralHolder: {
            /** @enum {string} */
            state: "held" | "awaiting" | "no-holder";
            since: string;
            agencies: string[];
            children?: components["schemas"]["ChildHolder"][];
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
                force?: string;
                unit?: string;
                agency?: string;
                area?: string;
                grade?: "red" | "amber" | "green" | "blue";
                caseReference?: string;
                caseKey?: string;
                rule?: "LA_ACK" | "CHASE" | "STRATEGY_TO_ICPC" | "ASSESSMENT" | "RETURN_INTERVIEW" | "SCHOOL_NOTICE" | "HUB_RED" | "HUB_AMBER" | "HUB_GREEN" | "NO_HOLDER";
                clockState?: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
                referralState?: "awaiting" | "no-holder" | "answered" | "withdrawn";
                from?: string;
                to?: string;
                cursor?: string;
                limit?: number;
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditReferralPage"];
                };
            };
        };
    };
    "ReferralTimeline.read": {
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
                    "application/json": components["schemas"]["AuditTimeline"];
                };
            };
        };
    };
    "ListAwaiting.list": {
        parameters: {
            query?: {
                agency?: string;
                force?: string;
                unit?: string;
                area?: string;
                olderThan?: string;
                cursor?: string;
                limit?: number;
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditAwaitingPage"];
                };
            };
        };
    };
    "ListOverdue.list": {
        parameters: {
            query?: {
                agency?: string;
                rule?: "LA_ACK" | "CHASE" | "STRATEGY_TO_ICPC" | "ASSESSMENT" | "RETURN_INTERVIEW" | "SCHOOL_NOTICE" | "HUB_RED" | "HUB_AMBER" | "HUB_GREEN" | "NO_HOLDER";
                force?: string;
                unit?: string;
                area?: string;
                caseReference?: string;
                caseKey?: string;
                cursor?: string;
                limit?: number;
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditOverduePage"];
                };
            };
        };
    };
    "ListGaps.list": {
        parameters: {
            query?: {
                state?: "open" | "closed";
                force?: string;
                unit?: string;
                area?: string;
                cursor?: string;
                limit?: number;
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditGapPage"];
                };
            };
        };
    };
    "ListGaps.count": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditUnitGapsList"];
                };
            };
        };
    };
    "ListAccess.list": {
        parameters: {
            query?: {
                organisation?: string;
                person?: string;
                client?: string;
                app?: "referral-publisher" | "audit-recorder" | "deadline-watch" | "agency-node" | "audit-portal";
                action?: string;
                kind?: "content" | "export" | "audit" | "change" | "other";
                outcome?: "granted" | "denied";
                referralId?: string;
                correlationId?: string;
                from?: string;
                to?: string;
                cursor?: string;
                limit?: number;
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditAccessPage"];
                };
            };
        };
    };
    "ExportAccess.export": {
        parameters: {
            query?: {
                organisation?: string;
                person?: string;
                client?: string;
                app?: "referral-publisher" | "audit-recorder" | "deadline-watch" | "agency-node" | "audit-portal";
                action?: string;
                kind?: "content" | "export" | "audit" | "change" | "other";
                outcome?: "granted" | "denied";
                referralId?: string;
                correlationId?: string;
                from?: string;
                to?: string;
                format?: "csv" | "jsonl";
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "x-export-estimated-rows"?: string;
                    "x-export-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                    "application/jsonl": unknown;
                };
            };
        };
    };
    "SearchEvents.search": {
        parameters: {
            query?: {
                referralId?: string;
                agency?: string;
                person?: string;
                force?: string;
                unit?: string;
                area?: string;
                rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
                type?: "safeguarding.referral.published.v1" | "safeguarding.referral.forwarded.v1" | "safeguarding.referral.forwarding-declined.v1" | "safeguarding.referral.recipient-added.v1" | "safeguarding.referral.agency-ended.v1" | "safeguarding.correction.published.v1" | "safeguarding.risk.regraded.v1" | "safeguarding.withdrawal.published.v1" | "safeguarding.referral.followed-up.v1" | "safeguarding.missing-episode.recorded.v1" | "safeguarding.referral.resent.v1" | "safeguarding.sharing.decided-against.v1" | "safeguarding.feedback.opened.v1" | "safeguarding.ethnicity.conflict-raised.v1" | "safeguarding.incident.notified.v1" | "safeguarding.incident.linked.v1" | "safeguarding.machine.stated.v1" | "safeguarding.referral.acknowledged.v1" | "safeguarding.update.acknowledged.v1" | "safeguarding.ethnicity.recorded.v1" | "safeguarding.milestone.stated.v1" | "safeguarding.deadline.started.v1" | "safeguarding.deadline.warned.v1" | "safeguarding.deadline.breached.v1" | "safeguarding.deadline.escalated.v1" | "safeguarding.deadline.met.v1" | "safeguarding.deadline.cancelled.v1" | "safeguarding.deadline.superseded.v1" | "safeguarding.deadline.not-started.v1" | "safeguarding.statements.judged.v1" | "safeguarding.notice.referral-withdrawn.v1" | "safeguarding.notice.redirect-declined.v1" | "safeguarding.notice.holder-changed.v1";
                caseReference?: string;
                caseKey?: string;
                rule?: "LA_ACK" | "CHASE" | "STRATEGY_TO_ICPC" | "ASSESSMENT" | "RETURN_INTERVIEW" | "SCHOOL_NOTICE" | "HUB_RED" | "HUB_AMBER" | "HUB_GREEN" | "NO_HOLDER";
                clockState?: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
                referralState?: "awaiting" | "no-holder" | "answered" | "withdrawn";
                verdict?: "taken" | "waiting" | "refused";
                correlationId?: string;
                from?: string;
                to?: string;
                by?: "occurred" | "recorded";
                cursor?: string;
                limit?: number;
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditEventPage"];
                };
            };
        };
    };
    "ExportEvents.export": {
        parameters: {
            query?: {
                referralId?: string;
                agency?: string;
                person?: string;
                force?: string;
                unit?: string;
                area?: string;
                rung?: "published" | "delivered" | "rejected" | "opened" | "accepted" | "refused" | "redirected" | "decided" | "fed_back";
                type?: "safeguarding.referral.published.v1" | "safeguarding.referral.forwarded.v1" | "safeguarding.referral.forwarding-declined.v1" | "safeguarding.referral.recipient-added.v1" | "safeguarding.referral.agency-ended.v1" | "safeguarding.correction.published.v1" | "safeguarding.risk.regraded.v1" | "safeguarding.withdrawal.published.v1" | "safeguarding.referral.followed-up.v1" | "safeguarding.missing-episode.recorded.v1" | "safeguarding.referral.resent.v1" | "safeguarding.sharing.decided-against.v1" | "safeguarding.feedback.opened.v1" | "safeguarding.ethnicity.conflict-raised.v1" | "safeguarding.incident.notified.v1" | "safeguarding.incident.linked.v1" | "safeguarding.machine.stated.v1" | "safeguarding.referral.acknowledged.v1" | "safeguarding.update.acknowledged.v1" | "safeguarding.ethnicity.recorded.v1" | "safeguarding.milestone.stated.v1" | "safeguarding.deadline.started.v1" | "safeguarding.deadline.warned.v1" | "safeguarding.deadline.breached.v1" | "safeguarding.deadline.escalated.v1" | "safeguarding.deadline.met.v1" | "safeguarding.deadline.cancelled.v1" | "safeguarding.deadline.superseded.v1" | "safeguarding.deadline.not-started.v1" | "safeguarding.statements.judged.v1" | "safeguarding.notice.referral-withdrawn.v1" | "safeguarding.notice.redirect-declined.v1" | "safeguarding.notice.holder-changed.v1";
                caseReference?: string;
                caseKey?: string;
                rule?: "LA_ACK" | "CHASE" | "STRATEGY_TO_ICPC" | "ASSESSMENT" | "RETURN_INTERVIEW" | "SCHOOL_NOTICE" | "HUB_RED" | "HUB_AMBER" | "HUB_GREEN" | "NO_HOLDER";
                clockState?: "running" | "breached" | "met" | "met-late" | "cancelled" | "superseded" | "not-started";
                referralState?: "awaiting" | "no-holder" | "answered" | "withdrawn";
                verdict?: "taken" | "waiting" | "refused";
                correlationId?: string;
                from?: string;
                to?: string;
                by?: "occurred" | "recorded";
                format?: "csv" | "jsonl";
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "x-export-estimated-rows"?: string;
                    "x-export-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                    "application/jsonl": unknown;
                };
            };
        };
    };
    "ReadManifest.read": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
            path: {
                exportId: string;
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
                    "application/json": components["schemas"]["AuditExportManifest"];
                };
            };
        };
    };
    "CountAgencies.count": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["AuditAgencyList"];
                };
            };
        };
    };
    "Measures.list": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["MeasureList"];
                };
            };
        };
    };
    "Measures.measure": {
        parameters: {
            query?: {
                force?: string;
                unit?: string;
                agency?: string;
                from?: string;
                to?: string;
                by?: "force" | "unit" | "agency" | "month";
            };
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["MeasureAnswer"];
                };
            };
        };
    };
    "Recommendations.list": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["RecommendationList"];
                };
            };
        };
    };
    "Recommendations.find": {
        parameters: {
            query?: never;
            header?: {
                "access-reason"?: "safeguarding" | "oversight" | "complaint" | "subject-access-request" | "legal-proceedings" | "quality-assurance" | "technical-support";
            };
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
                    "application/json": components["schemas"]["RecommendationHistory"];
                };
            };
        };
    };
}

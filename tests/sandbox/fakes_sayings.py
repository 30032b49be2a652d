"""What people say to the agent on 22 November 2026, as Alice, and the last call that each should end in."""

from __future__ import annotations

from typing import Any

Saying = tuple[str, str, dict[str, Any]]

ME: list[Saying] = [
    ("who am i?", "who_am_i", {}),
    ("Which account am I signed in with?", "who_am_i", {}),
    ("my role please", "who_am_i", {}),
]
PROJECTS: list[Saying] = [
    ("Which projects are on hold?", "list_projects", {"status": "paused"}),
    ("projects", "list_projects", {}),
    ("what projects does Bob own", "list_projects", {"owner": "Bob"}),
    ("Show me my projects, please", "list_projects", {"owner": "me"}),
    ("WHO IS IN CHARGE OF ZEPHYR?", "get_project", {"project": "ZEPHYR"}),
    ("How is the Marketing site project doing?", "get_project", {"project": "Marketing site"}),
    ("When's the deadline for Apollo?", "get_project", {"project": "Apollo"}),
    (
        "Start a new project called Hermes with key HER, deadline end of March 2027",
        "create_project",
        {"name": "Hermes", "key": "HER", "deadline": "2027-03-31"},
    ),
    (
        "We need a project named Customer portal (CPO), owned by Bob",
        "create_project",
        {"name": "Customer portal", "key": "CPO", "owner": "Bob"},
    ),
    ("create project Hermes", "create_project", {"name": "Hermes", "key": "HER"}),
    ("put Zephyr on hold", "update_project", {"project": "Zephyr", "status": "paused"}),
    ("Please archive the Mobile app", "update_project", {"project": "Mobile app", "status": "archived"}),
    ("resume the mobile app project", "update_project", {"project": "mobile app", "status": "active"}),
    ("hand Zephyr over to Eve", "update_project", {"project": "Zephyr", "owner": "Eve"}),
    ("Make Bob the owner of Apollo", "update_project", {"project": "Apollo", "owner": "Bob"}),
    (
        "From now on Erin takes over the Marketing site",
        "update_project",
        {"project": "Marketing site", "owner": "Erin"},
    ),
    (
        "Move Apollo's deadline to end of January 2027",
        "update_project",
        {"project": "Apollo", "deadline": "2027-01-31"},
    ),
    ("the deadline of Zephyr should be February 12", "update_project", {"project": "Zephyr", "deadline": "2027-02-12"}),
    ("push the Apollo deadline back by two weeks", "update_project", {"project": "Apollo", "deadline": "2027-01-16"}),
    ("Rename the Mobile app project to Pocket", "update_project", {"project": "Mobile app", "name": "Pocket"}),
    ("delete the Mobile app project", "delete_projects", {"project_ids": ["Mobile app"]}),
    ("Get rid of Zephyr", "delete_projects", {"project_ids": ["Zephyr"]}),
    ("could you remove the project Marketing site for good?", "delete_projects", {"project_ids": ["Marketing site"]}),
]
TASKS: list[Saying] = [
    ("What's on my plate?", "search_tasks", {"assignee": "me"}),
    ("What is in Apollo 4.2?", "search_tasks", {"release": "Apollo 4.2"}),
    ("open tasks of release Zephyr 1.9", "search_tasks", {"release": "Zephyr 1.9", "status": "open"}),
    ("anything due before Friday in Apollo?", "search_tasks", {"project": "Apollo", "due_before": "2026-11-27"}),
    ("how many tasks in 4.3 are still open?", "search_tasks", {"release": "4.3", "status": "open"}),
    ("Do we have anything about onboarding in Zephyr?", "search_tasks", {"project": "Zephyr", "text": "onboarding"}),
    ("Tell me about APO-104", "get_task", {"task": "APO-104"}),
    ("APO-104?", "get_task", {"task": "APO-104"}),
    ("I need a task in Apollo: check the footer", "create_task", {"project": "Apollo", "title": "Check the footer"}),
    (
        "Put 'Order new badges' on Bob's list in the Marketing site",
        "create_task",
        {"title": "Order new badges", "assignee": "Bob", "project": "Marketing site"},
    ),
    (
        "Add a task to write the release notes in Zephyr for Eve due next Friday",
        "create_task",
        {"project": "Zephyr", "assignee": "Eve", "due": "2026-11-27"},
    ),
    ("APO-104 is done", "update_task", {"task": "APO-104", "status": "done"}),
    ("add APO-99 to Apollo 4.2", "update_task", {"task": "APO-99", "release": "Apollo 4.2"}),
    ("Take APO-104 out of its release", "update_task", {"task": "APO-104", "clear": ["release"]}),
    ("hand APO-104 over to Eve", "update_task", {"task": "APO-104", "assignee": "Eve"}),
    ("set zep-98 to high priority please", "update_task", {"task": "ZEP-98", "priority": "high"}),
    ("postpone APO-104 to end of January 2027", "update_task", {"task": "APO-104", "due": "2027-01-31"}),
    ("push APO-104 back by a week", "update_task", {"task": "APO-104", "due": "2026-12-04"}),
    ("Get rid of APO-112", "delete_tasks", {}),
    ("drop the stale tasks in Apollo", "delete_tasks", {}),
]
RELEASES: list[Saying] = [
    ("Which releases are planned for Zephyr?", "list_releases", {"project": "Zephyr", "status": "planned"}),
    ("upcoming releases", "list_releases", {"status": "planned"}),
    ("what ships next?", "list_releases", {"status": "planned"}),
    ("Show all Apollo releases", "list_releases", {"project": "Apollo"}),
    ("Was any release cancelled?", "list_releases", {"status": "cancelled"}),
    ("When does Apollo 4.2 ship?", "get_release", {"release": "Apollo 4.2"}),
    ("is zephyr 1.9 out yet?", "get_release", {"release": "zephyr 1.9"}),
    (
        "Plan a release Apollo 4.4 for end of January 2027",
        "create_release",
        {"project": "Apollo", "name": "Apollo 4.4", "date": "2027-01-31"},
    ),
    (
        'New release for the Mobile app: "Mobile 1.3", February 12',
        "create_release",
        {"project": "Mobile app", "name": "Mobile 1.3", "date": "2027-02-12"},
    ),
    (
        "schedule version 2.1 of Zephyr on 1 March 2027",
        "create_release",
        {"project": "Zephyr", "name": "Zephyr 2.1", "date": "2027-03-01"},
    ),
    ("Apollo 4.2 is out!", "update_release", {"release": "Apollo 4.2", "status": "released"}),
    ("mark release Zephyr 1.9 as shipped", "update_release", {"release": "Zephyr 1.9", "status": "released"}),
    ("cancel Apollo 4.3", "update_release", {"release": "Apollo 4.3", "status": "cancelled"}),
    ("Postpone Apollo 4.2 by a week", "update_release", {"release": "Apollo 4.2", "date": "2026-12-06"}),
    (
        "Could we move the Zephyr 1.9 release to December 30?",
        "update_release",
        {"release": "Zephyr 1.9", "date": "2026-12-30"},
    ),
    ("bring 4.3 forward by three days", "update_release", {"release": "4.3", "date": "2026-12-27"}),
    ("rename Mobile 1.2 to Pocket 1.2", "update_release", {"release": "Mobile 1.2", "name": "Pocket 1.2"}),
    ("delete the release Apollo 4.3", "delete_releases", {"release_ids": ["Apollo 4.3"]}),
    ("please drop zephyr 2.0", "delete_releases", {"release_ids": ["zephyr 2.0"]}),
]
COMMENTS: list[Saying] = [
    ("What did Eve say about APO-113?", "list_comments", {"task": "APO-113", "author": "Eve"}),
    ("any comments on APO-76?", "list_comments", {"task": "APO-76"}),
    ("read me the discussion under ZEP-68", "list_comments", {"task": "ZEP-68"}),
    ("show all my comments", "list_comments", {"author": "me"}),
    ("comments mentioning the hospital", "list_comments", {"text": "hospital"}),
    ("Comment on APO-104: great work, ship it", "add_comment", {"task": "APO-104", "text": "great work, ship it"}),
    (
        "Leave a note on APO-112 saying that it waits for design",
        "add_comment",
        {"task": "APO-112", "text": "it waits for design"},
    ),
    ('add "Looks good to me" as a comment to ZEP-98', "add_comment", {"task": "ZEP-98", "text": "Looks good to me"}),
    ("Tell Bob on APO-104 that we ship on Friday", "add_comment", {"task": "APO-104", "text": "we ship on Friday"}),
    ("Delete my comment on APO-131", "delete_comments", {}),
    ("remove Bob's last comment on APO-104", "delete_comments", {}),
    (
        'Change my comment on APO-131 to "Second draft is in the document"',
        "update_comment",
        {"text": "Second draft is in the document"},
    ),
]
MEMBERS: list[Saying] = [
    ("Who is on the team?", "list_members", {}),
    ("which admins do we have?", "list_members", {"role": "admin"}),
    ("list everyone at the company", "list_members", {}),
    ("how many people work here?", "list_members", {}),
    ("What's Bob's role?", "get_member", {"member": "Bob"}),
    ("is Carol an admin?", "get_member", {"member": "Carol"}),
    ("Dave's email address?", "get_member", {"member": "Dave"}),
    (
        "Invite Frank Weber (frank@acme.example) as a viewer",
        "create_member",
        {"name": "Frank Weber", "email": "frank@acme.example", "role": "viewer"},
    ),
    (
        "add ines.roth@acme.example, Ines Roth, to the team as member",
        "create_member",
        {"name": "Ines Roth", "email": "ines.roth@acme.example", "role": "member"},
    ),
    ("make Carol a member", "update_member", {"member": "Carol", "role": "member"}),
    ("Promote Bob to lead", "update_member", {"member": "Bob", "role": "lead"}),
    ("Carol should be an admin", "update_member", {"member": "Carol", "role": "admin"}),
    ("change eve's role to viewer", "update_member", {"member": "eve", "role": "viewer"}),
    ("Remove Carol from the company", "delete_members", {"member_ids": ["Carol"]}),
    ("Eve has left us, please offboard her", "delete_members", {"member_ids": ["Eve"]}),
    ("kick bob out", "delete_members", {"member_ids": ["bob"]}),
]
BUDGETS: list[Saying] = [
    ("How much is left for Apollo?", "get_budget", {"budget": "Apollo"}),
    ("what have we spent on marketing so far?", "get_budget", {"budget": "marketing"}),
    ("Zephyr budget?", "get_budget", {"budget": "Zephyr"}),
    ("show me all budgets", "list_budgets", {}),
    ("Give me an overview of our budgets", "list_budgets", {}),
    ("is there any money left in Operations?", "get_budget", {"budget": "Operations"}),
    (
        "Create a budget called Hermes 2027 with a ceiling of 20,000 for Zephyr",
        "create_budget",
        {"name": "Hermes 2027", "ceiling": "20,000.00", "project": "Zephyr"},
    ),
    ("set up a budget Research 2027, capped at 5k", "create_budget", {"name": "Research 2027", "ceiling": "5,000.00"}),
    (
        "Raise the ceiling of Apollo 2026 to 130,000",
        "update_budget",
        {"budget": "Apollo 2026", "ceiling": "130,000.00"},
    ),
    ("the marketing ceiling should be 70k", "update_budget", {"budget": "marketing", "ceiling": "70,000.00"}),
    ("bump the Zephyr budget by 5k", "update_budget", {"budget": "Zephyr", "ceiling": "95,000.00"}),
    ("rename the budget Mobile 2026 to Pocket 2026", "update_budget", {"budget": "Mobile 2026", "name": "Pocket 2026"}),
]
TRANSFERS: list[Saying] = [
    (
        "Transfer 5,000 from Marketing to Apollo",
        "transfer_funds",
        {"from_budget": "Marketing", "to_budget": "Apollo", "amount": "5,000.00"},
    ),
    (
        "please move 1.250,00 EUR out of Operations 2026 into Zephyr 2026",
        "transfer_funds",
        {"from_budget": "Operations 2026", "to_budget": "Zephyr 2026", "amount": "1,250.00"},
    ),
    (
        "Send two hundred euros to Mobile from Apollo",
        "transfer_funds",
        {"from_budget": "Apollo", "to_budget": "Mobile", "amount": "200.00"},
    ),
    (
        "book 5k from apollo to zephyr for the load test",
        "transfer_funds",
        {"from_budget": "apollo", "to_budget": "zephyr", "amount": "5,000.00", "note": "the load test"},
    ),
    (
        "Take €1,250 from the Marketing budget and put it into Apollo",
        "transfer_funds",
        {"from_budget": "Marketing", "to_budget": "Apollo", "amount": "1,250.00"},
    ),
    (
        "Zephyr needs another 800 euros from Operations",
        "transfer_funds",
        {"from_budget": "Operations", "to_budget": "Zephyr", "amount": "800.00"},
    ),
    ("which transfers were made since October?", "list_transfers", {"since": "2026-10-01"}),
    ("What went out of Marketing this month?", "list_transfers", {"budget": "Marketing", "since": "2026-11-01"}),
    ("show the transfers Dave made", "list_transfers", {"by": "Dave"}),
    ("transfers of Apollo in the last 30 days", "list_transfers", {"budget": "Apollo", "since": "2026-10-23"}),
]
INVOICES: list[Saying] = [
    ("Which invoices are overdue?", "list_invoices", {"overdue": True}),
    ("unpaid bills", "list_invoices", {"status": "open"}),
    ("What do we owe Halyard?", "list_invoices", {"status": "open", "text": "Halyard"}),
    ("how much do we still have to pay?", "list_invoices", {"status": "open"}),
    ("Show me invoice HH-124906", "get_invoice", {"invoice": "HH-124906"}),
    ("have we paid Sonnfeld?", "list_invoices", {"text": "Sonnfeld"}),
    ("Pay invoice S-19033 from Marketing", "pay_invoice", {"invoice": "S-19033", "budget": "Marketing"}),
    (
        "settle the Halyard bill out of Zephyr 2026, please",
        "pay_invoice",
        {"invoice": "Halyard", "budget": "Zephyr 2026"},
    ),
    (
        "MB-0641 should be paid from the Operations budget",
        "pay_invoice",
        {"invoice": "MB-0641", "budget": "Operations"},
    ),
]
ACTIVITY: list[Saying] = [
    ("What happened since Monday?", "list_activity", {"since": "2026-11-16"}),
    ("anything new?", "list_activity", {}),
    ("Show me the recent activity", "list_activity", {}),
    ("What has changed in the last two weeks", "list_activity", {"since": "2026-11-08"}),
    ("what did Bob do yesterday?", "list_activity", {"since": "2026-11-21"}),
]
EVERY = [*ME, *PROJECTS, *TASKS, *RELEASES, *COMMENTS, *MEMBERS, *BUDGETS, *TRANSFERS, *INVOICES, *ACTIVITY]

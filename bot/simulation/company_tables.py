"""What are made-up people called, where do they sit, and what would they put in a form about themselves?

Only tables; `company.py` draws from them. Skills are written as people write them, slips included, and those
asked for most stand first. Whoever adds an entry changes every company made from a seed, the sample too.
"""

from typing import Final

import msgspec


class Site(msgspec.Struct, frozen=True):
    """An office: its zone, the languages spoken there besides English, and where most names come from."""

    name: str
    timezone: str
    languages: tuple[str, ...]
    origins: tuple[str, ...]


class Department(msgspec.Struct, frozen=True):
    """Its share of the company and its titles, from grades 1 and 2 over 3 and 4, 5, and 6 to the head."""

    name: str
    weight: int
    titles: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class Topic(msgspec.Struct, frozen=True):
    """Ways to write one skill, and the departments in which it is known best (empty: everywhere alike)."""

    phrases: tuple[str, ...]
    departments: tuple[str, ...] = ()


SITES: Final = (
    Site("Lisbon", "Europe/Lisbon", ("pt",), ("Portugal", "Angola")),
    Site("Berlin", "Europe/Berlin", ("de",), ("Germany", "Turkey", "Poland")),
    Site("Nairobi", "Africa/Nairobi", ("sw",), ("Kenya",)),
    Site("Bengaluru", "Asia/Kolkata", ("hi",), ("India",)),
    Site("Toronto", "America/Toronto", ("fr",), ("Canada", "Iran")),
    Site("Singapore", "Asia/Singapore", ("zh", "ms"), ("Singapore", "Korea")),
    Site("São Paulo", "America/Sao_Paulo", ("pt",), ("Brazil", "Japan")),
    Site("Dublin", "Europe/Dublin", ("ga",), ("Ireland", "Nigeria")),
)

PEOPLE_TEAM: Final = "People"
DEPARTMENTS: Final = (
    Department(
        PEOPLE_TEAM,
        6,
        (
            ("People Assistant", "Recruiting Coordinator"),
            ("Talent Programs Manager", "People Partner"),
            ("Senior People Partner", "Lead for Learning"),
            ("Director of Talent", "Director of Rewards"),
            ("Chief People Officer",),
        ),
    ),
    Department(
        "Engineering",
        28,
        (
            ("Graduate Engineer", "Junior Developer", "Apprentice Developer"),
            ("Software Engineer", "Data Engineer", "Quality Engineer"),
            ("Engineering Manager", "Principal Engineer"),
            ("Director of Platform", "Director of Engineering"),
            ("Chief Technology Officer",),
        ),
    ),
    Department(
        "Marketing",
        12,
        (
            ("Marketing Trainee", "Content Assistant", "Social Media Assistant"),
            ("Content Designer", "Brand Manager", "Campaign Manager"),
            ("Head of Content", "Senior Brand Manager"),
            ("Director of Brand", "Director of Growth"),
            ("Chief Marketing Officer",),
        ),
    ),
    Department(
        "Sales",
        14,
        (
            ("Sales Trainee", "Sales Development Representative"),
            ("Account Manager", "Solutions Consultant"),
            ("Senior Account Manager", "Regional Sales Manager"),
            ("Director of Key Accounts", "Director of Partnerships"),
            ("Chief Commercial Officer",),
        ),
    ),
    Department(
        "Operations",
        12,
        (
            ("Logistics Trainee", "Operations Assistant"),
            ("Supply Planner", "Operations Analyst"),
            ("Plant Manager", "Procurement Manager"),
            ("Director of Supply Chain", "Director of Quality"),
            ("Chief Operating Officer",),
        ),
    ),
    Department(
        "Finance",
        8,
        (
            ("Finance Trainee", "Junior Accountant"),
            ("Financial Analyst", "Controller"),
            ("Senior Controller", "Treasury Manager"),
            ("Director of Financial Planning", "Director of Audit"),
            ("Chief Financial Officer",),
        ),
    ),
    Department(
        "Product and Design",
        12,
        (
            ("Design Intern", "Junior Product Designer"),
            ("Product Designer", "User Researcher", "Product Manager"),
            ("Lead Designer", "Senior Product Manager"),
            ("Director of Product", "Director of Design"),
            ("Chief Product Officer",),
        ),
    ),
    Department(
        "Customer Care",
        8,
        (
            ("Care Trainee", "Care Agent"),
            ("Care Specialist", "Knowledge Base Editor"),
            ("Care Team Manager", "Service Quality Manager"),
            ("Director of Care",),
            ("Chief Customer Officer",),
        ),
    ),
)

FRESH: Final = (
    Topic(("Generative AI", "how to use ChatGPT", "prompts that work", "AI tools", "prompt enginering")),
    Topic(("TikTok", "short videos", "tik tok"), ("Marketing",)),
    Topic(("Python", "a bit of Python", "python programming", "pyhton"), ("Engineering", "Finance")),
    Topic(("Accessibility", "a11y", "making things accessible"), ("Product and Design", "Engineering")),
    Topic(("Figma", "Figma basics", "figma design"), ("Product and Design", "Marketing")),
    Topic(("Instagram", "insta reels", "Instagram stories"), ("Marketing", "Sales")),
    Topic(("Power BI", "dashboards in Power BI", "powerbi"), ("Finance", "Operations")),
    Topic(("LinkedIn", "a better LinkedIn profile", "personal branding"), ("People", "Sales")),
    Topic(("Data analysis", "data analytics", "reading data"), ("Finance", "Operations")),
    Topic(("Video editing", "editing video", "cutting videos on the phone"), ("Marketing",)),
    Topic(("No-code tools", "no code", "automating boring stuff"), ("Operations", "Customer Care")),
    Topic(("Notion", "organizing myself in Notion"), ("People", "Product and Design")),
    Topic(("Canva", "nice slides in Canva"), ("Marketing", "People")),
    Topic(("Podcasting", "making a podcast"), ("Marketing", "Customer Care")),
    Topic(("Sustainability", "sustainable choices at work", "sustainabilty"), ("Operations",)),
    Topic(("Git", "version control", "Github"), ("Engineering",)),
    Topic(("SQL", "SQL queries", "sql basics"), ("Engineering", "Finance")),
    Topic(("Kubernetes", "k8s"), ("Engineering",)),
    Topic(("Mental health", "talking about mental health"), ("People", "Customer Care")),
    Topic(("Machine learning", "ML for beginners"), ("Engineering",)),
)

SEASONED: Final = (
    Topic(("Decision making", "how decisions are made", "making desicions")),
    Topic(("Public speaking", "public speeking", "speaking in front of many people", "presenting")),
    Topic(("Stakeholder management", "managing stakeholders", "stakeholder managment")),
    Topic(("Negotiation", "negotiating", "negotiation skills"), ("Sales", "Operations")),
    Topic(("Budgeting", "how a budget comes about", "budgets"), ("Finance",)),
    Topic(("Strategy", "strategic thinking", "business strategy")),
    Topic(("Career planning", "career advice", "planning a career"), ("People",)),
    Topic(("Leadership", "leading people", "leadership skills")),
    Topic(("Influencing", "influencing without authority")),
    Topic(("Delegation", "delegating", "how to delegate")),
    Topic(
        ("Conflict resolution", "difficult conversations", "handling conflict"), ("People", "Customer Care")
    ),
    Topic(("Project management", "managing projects", "project managment"), ("Operations", "Engineering")),
    Topic(("Feedback", "giving feedback", "receiving feedback")),
    Topic(("Networking", "building a network"), ("Sales",)),
    Topic(("Storytelling", "business storytelling"), ("Marketing", "Sales")),
    Topic(("Change management", "managing change"), ("Operations", "People")),
    Topic(("Finance basics", "reading a P&L", "profit and loss"), ("Finance",)),
    Topic(("Risk management", "managing risk"), ("Finance", "Operations")),
    Topic(("Coaching", "coaching skills"), ("People",)),
    Topic(("Software architecture", "system design"), ("Engineering",)),
)


def _names(first: str, last: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(first.split()), tuple(last.split())


NAMES: Final = {
    "Portugal": _names(
        "Beatriz Tomás Inês Duarte Leonor Vasco Matilde Rui Filipa Simão Mafalda Nuno Graça Afonso",
        "Carvalhal Teixeira Figueira Brandão Nogueira Pimentel "
        "Valadares Quintela Lousada Serrão Mourão Calheiros",
    ),
    "Angola": _names(
        "Yola Kiesse Nzinga Mateus Weza Adão Luena Ndala Marisa Zola Tchissola Osvaldo",
        "Kapinga Muhongo Ngola Cassoma Sapalo Tchipenda Katumbo Lussati Quissanga Kiala",
    ),
    "Germany": _names(
        "Jördis Malte Friederike Sören Annika Henning Käthe Torben Svenja Ruprecht Lioba Arndt",
        "Achterberg Lüdemann Wiesner Kröger Tannhof Oelrich "
        "Straßner Behrendt Jürgens Holtkamp Ebeling Rademacher",
    ),
    "Turkey": _names(
        "Elif Barış Zeynep Kerem Çağla Ozan Defne Tarık İpek Yiğit Nehir Serkan",
        "Akgündüz Tunalı Çetinkaya Gürsoy Özdağlar Karaca Bozkurtlu Şenel Uçar Tekindal",
    ),
    "Poland": _names(
        "Jagoda Mieszko Łucja Wojtek Zofia Bartosz Bożena Kacper Małgorzata Tymon Iga Szymon",
        "Wrzosek Gałązka Borowiec Czarnota Jeżyna Kłos Mazurek Świerczek Zawada Żuraw",
    ),
    "Kenya": _names(
        "Wanjiru Otieno Makena Kiprono Achieng Mwangi Nyambura Baraka Chebet Kamau Zawadi Juma",
        "Odhiambo Wafula Cherono Muthoni Barasa Kilonzo Njoroge Wekesa Onyango Mutiso Rotich Nyaga",
    ),
    "India": _names(
        "Ananya Vikrant Meenakshi Arjun Kavya Rohan Lakshmi "
        "Farhan Ishita Gurpreet Nandini Siddharth Shabnam Devika",
        "Hegde Venkataraman Bhattacharjee Kulkarni Deshpande Nambiar "
        "Sodhi Qureshi Iyengar Mukhopadhyay Gowda Pillai",
    ),
    "Canada": _names(
        "Maëlle Tobin Renée Callum Josée Wyatt Noémie Garrett Shania Étienne Dahlia Quentin",
        "Lachapelle Thorburn Bélanger MacIsaac Marchand Desrosiers Pettigrew Ouellette Fairweather Sinclaire",
    ),
    "Iran": _names(
        "Shirin Kaveh Parisa Behrouz Laleh Omid Nasrin Dariush Golnar Arash Mahsa Siamak",
        "Kermani Tabrizi Moradian Zandi Farahani Golestani Sohrabi Bakhtiar Yazdani Rostamian",
    ),
    "Singapore": _names(
        "Hui Wei Nurul Jun Syafiqah Kai Mei Haziq Xin Priya Azlan Siew",
        "Chua Seah Toh Quek Phua Zulkifli Soh Tham Sivakumar Goh Rahmat Neo",
    ),
    "Korea": _names(
        "Ha-eun Seung-woo Ji-min Dong-hyun Soo-ah Min-jae Eun-seo Tae-yang Bo-ra Sang-ho",
        "Namgung Hwangbo Seo Bae Yoon Noh Ryu Pyo Ahn Gwak",
    ),
    "Brazil": _names(
        "Iara Thiago Janaína Caetano Luísa Raoni Débora Ubirajara Tainá Otávio Jussara Murilo",
        "Cavalcanti Guimarães Araújo Bittencourt Xavante Peçanha Damasceno Falcão Siqueira Vasconcelos",
    ),
    "Japan": _names(
        "Haruka Daichi Ayumi Ryōta Chihiro Kenshin Nozomi Takumi Yūko Shōhei Misaki Jun'ichi",
        "Kuribayashi Ōtsuka Minamoto Hoshikawa Tachibana Shirasu Yukimura Katsuragi Nishizawa Iwasaki",
    ),
    "Ireland": _names(
        "Niamh Oisín Aoife Cormac Gráinne Tadhg Róisín Eoin Síle Fionn Bríd Darragh",
        "Ó'Devane MacGarry Breathnach Hanrahan Tuohy Mulcahy Scanlon Kinsella Feeney Loughnane",
    ),
    "Nigeria": _names(
        "Adaeze Tunde Ngozi Babajide Chiamaka Ọláolú Ifeoma Emeka Halima Kelechi Yetunde Musa",
        "Okonkwo Adeyemi Nwachukwu Afolabi Danjuma Eze Ogunleye Ibekwe Balogun Umeh",
    ),
    "Vietnam": _names(
        "Thảo Minh Linh Quang Hương Đức Ngọc Bảo Trang Khôi",
        "Đặng Bùi Huỳnh Đoàn Trịnh Lương Tạ Vương Châu Mạc",
    ),
    "Mexico": _names(
        "Ximena Joaquín Itzel Emiliano Citlali Rodrigo Abril Cuauhtémoc Renata Íñigo",
        "Zamudio Ibarrola Cárdenas Tlapanco Villaseñor Quiñones Barragán Olvera Peralta Escamilla",
    ),
    "Sweden": _names(
        "Åsa Viggo Linnéa Torbjörn Saga Ulrik Ebba Göran Tuva Håkan",
        "Sjöblad Ekdahl Hallström Ljungqvist Åkerlund Brännström Wennerholm Nyström Tallberg Rosengren",
    ),
}
